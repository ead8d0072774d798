import java.nio.file.Files;
import java.nio.file.Path;

/// Runs a workload again and again from a cold start, and prints each run: how an engine warms up. Takes the
/// arguments of the harness's `Bench`, and runs what that runs.
///
/// System properties: `name` (the peer's), `dir` (the guest's folder), `seconds` (of processor time, when to stop;
/// three runs are made in any case).
///
/// Output, one line each as soon as it is known, times in milliseconds: `START name workload load`, then for each
/// run `RUN name workload end wall cpu`, where `end` is the time since before the module was loaded.
public final class WarmUp {
    private static final int MIN_RUNS = 3;
    private static final int MAX_RUNS = 300;
    /// How many times longer than the processor time it may take.
    private static final int MAX_WALL = 4;

    private final Peer peer;
    private final String kind;
    private final String export;
    private final int[] args;
    private long wallNanos;
    private long cpuNanos;

    private WarmUp(Peer peer, String kind, String export, int[] args) {
        this.peer = peer;
        this.kind = kind;
        this.export = export;
        this.args = args;
    }

    /// Runs the workload that the arguments name.
    public static void main(String[] arguments) throws Exception {
        Peer peer = (Peer) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
        peer.dir = Path.of(System.getProperty("dir", "."));
        int[] args = new int[Math.max(0, arguments.length - 5)];
        for (int index = 0; index < args.length; index++) {
            args[index] = Integer.parseInt(arguments[index + 5]);
        }
        WarmUp warmUp = new WarmUp(peer, arguments[2], arguments.length > 4 ? arguments[4] : "_start", args);
        String who = System.getProperty("name") + " " + arguments[1];
        byte[] wasm = Files.readAllBytes(Path.of(arguments[3]));
        double seconds = Double.parseDouble(System.getProperty("seconds", "10"));

        long start = System.nanoTime();
        peer.load(wasm);
        print("START %s %.3f", who, (System.nanoTime() - start) / 1e6);
        long cpuNanos = 0;
        for (int run = 0; run < MAX_RUNS; run++) {
            boolean isEnough = cpuNanos > seconds * 1e9 || System.nanoTime() - start > MAX_WALL * seconds * 1e9;
            if (run >= MIN_RUNS && isEnough) {
                break;
            }
            warmUp.run(run == 0);
            cpuNanos += warmUp.cpuNanos;
            print(
                    "RUN %s %.3f %.3f %.3f",
                    who, (System.nanoTime() - start) / 1e6, warmUp.wallNanos / 1e6, warmUp.cpuNanos / 1e6);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(java.util.Locale.ROOT, format, values));
        System.out.flush();
    }

    /// A command is timed between its two calls of the host, everything else as a call.
    private void run(boolean isFirst) throws Exception {
        boolean isCommand = kind.equals("cmd");
        if (isCommand || isFirst) {
            peer.instantiate(isCommand);
        }
        long cpu = Peer.TH.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        switch (kind) {
            case "cmd" -> peer.call("_start");
            case "fn" -> peer.call(export, args);
            case "nop" -> peer.loopNop(args[0]);
            default -> throw new IllegalArgumentException(kind);
        }
        wallNanos = isCommand ? Peer.guestEnd - Peer.guestStart : System.nanoTime() - wall;
        cpuNanos = isCommand ? Peer.guestEndCpu - Peer.guestStartCpu : Peer.TH.getCurrentThreadCpuTime() - cpu;
    }
}
