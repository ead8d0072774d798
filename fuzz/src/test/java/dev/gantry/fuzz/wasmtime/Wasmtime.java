package dev.gantry.fuzz.wasmtime;

import dev.gantry.fuzz.process.AnsweringProcess;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Another engine: the `wasmtime` package of Python.
///
/// Requests may be sent before earlier ones are answered; answers come in order.
///
/// Threading: confined to one thread.
public final class Wasmtime implements AutoCloseable {
    private static final int MIN_VERSION = 49;

    private final AnsweringProcess process;

    private Wasmtime(AnsweringProcess process) {
        this.process = process;
    }

    /// Starts the Python that property `gantry.python` names, else `python3`.
    ///
    /// @return the engine; empty, with the reason on standard output, if none is new enough
    /// @throws InterruptedException if the calling thread is interrupted
    public static Optional<Wasmtime> start() throws InterruptedException {
        String python = System.getProperty("gantry.python", "python3");
        String version = "no Python";
        try {
            AnsweringProcess process = new AnsweringProcess("wasmtime", List.of(python, "-c", WasmtimeScript.SOURCE));
            version = process.receive();
            String major = version.replaceFirst("\\..*", "");
            if (major.matches("\\d{1,6}") && Integer.parseInt(major) >= MIN_VERSION) {
                return Optional.of(new Wasmtime(process));
            }
            process.close();
        } catch (UncheckedIOException _) {
            // there is no such program
        }
        System.out.println("SKIPPED: no comparison with Wasmtime, which needs its Python package " + MIN_VERSION
                + " or newer where " + python + " finds it: found " + version);
        return Optional.empty();
    }

    /// Asks whether a component is valid.
    public void sendValidate(byte[] component) {
        process.send(Base64.getEncoder().encodeToString(component) + "\n");
    }

    /// Sees to it that all requests are on their way.
    public void flush() {
        process.flush();
    }

    /// Waits for the answer to the oldest open request.
    ///
    /// @return `valid`, or what is wrong
    /// @throws InterruptedException if the calling thread is interrupted
    public String receive() throws InterruptedException {
        return process.receive();
    }

    @Override
    public void close() {
        process.close();
    }
}
