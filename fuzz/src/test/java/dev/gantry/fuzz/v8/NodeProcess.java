package dev.gantry.fuzz.v8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// One process of Node.js that answers requests, a line each, in order.
///
/// Threading: confined to one thread.
final class NodeProcess implements AutoCloseable {
    private static final int MAX_OPEN = 100_000;
    private static final int ANSWER_SECONDS = 60;
    private static final String END = "end";

    private final Process process;
    private final Writer requests;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(MAX_OPEN);
    private int sent;
    private int received;

    NodeProcess(Path node) {
        try {
            process = new ProcessBuilder(node.toString(), "--stack-size=900", "-e", V8Script.SOURCE)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.ISO_8859_1));
        Thread reader = new Thread(this::read, "answers of node");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.put(line);
            }
            answers.put(END);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// How many requests it was sent.
    int sent() {
        return sent;
    }

    /// How many answers were taken.
    int received() {
        return received;
    }

    void send(String request) {
        try {
            requests.write(request);
            sent++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void flush() {
        try {
            requests.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String receive() throws InterruptedException {
        String answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (answer == null || answer.equals(END)) {
            throw new AssertionError(answer == null ? "node does not answer" : "node ended");
        }
        received++;
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
