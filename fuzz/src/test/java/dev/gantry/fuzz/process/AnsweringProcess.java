package dev.gantry.fuzz.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A process of another program that answers requests, a line each, in order.
///
/// Threading: confined to one thread.
public final class AnsweringProcess implements AutoCloseable {
    private static final int MAX_OPEN = 100_000;
    private static final int ANSWER_SECONDS = 60;
    private static final String END = "end";

    private final String name;
    private final Process process;
    private final Writer requests;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(MAX_OPEN);
    private int sent;
    private int received;

    /// Starts a process.
    ///
    /// @param name    what messages call it
    /// @param command the program and its arguments
    public AnsweringProcess(String name, List<String> command) {
        this.name = name;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.ISO_8859_1));
        Thread reader = new Thread(this::read, "answers of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        readLines();
        var _ = answers.offer(END);
    }

    private void readLines() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.put(line);
            }
        } catch (IOException _) {
            // it was closed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// How many requests it was sent.
    public int sent() {
        return sent;
    }

    /// How many answers were taken.
    public int received() {
        return received;
    }

    /// Sends a request, which ends in a line feed; it may wait until [#flush].
    public void send(String request) {
        try {
            requests.write(request);
            sent++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sees to it that all requests are on their way.
    public void flush() {
        try {
            requests.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for the answer to the oldest open request.
    ///
    /// @throws AssertionError if there is none in time
    public String receive() throws InterruptedException {
        String answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (answer == null || answer.equals(END)) {
            throw new AssertionError(answer == null ? name + " does not answer" : name + " ended");
        }
        received++;
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
