package dev.gantry.tests.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What this process takes, after a collection.
///
/// @param residentKib the pages that are in memory, Java's heap included
/// @param heapKib     the part of Java's heap that is in use
/// @param mappings    the mappings of the process
/// @param threads     the threads of the operating system
record Footprint(long residentKib, long heapKib, int mappings, int threads) {
    private static final Path SELF = Path.of("/proc/self");

    static Footprint now() throws IOException, InterruptedException {
        for (int round = 0; round < 3; round++) { // cleaners run behind a collection, and what they free is freed then
            System.gc();
            Thread.sleep(50);
        }
        Runtime runtime = Runtime.getRuntime();
        long heap = (runtime.totalMemory() - runtime.freeMemory()) >> 10;
        List<String> status = Files.readAllLines(SELF.resolve("status"));
        int mappings = Files.readAllLines(SELF.resolve("maps")).size();
        return new Footprint(number(status, "VmRSS:"), heap, mappings, (int) number(status, "Threads:"));
    }

    private static long number(List<String> status, String name) {
        for (String line : status) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).trim().split(" ", 2)[0]);
            }
        }
        throw new AssertionError("no " + name + " in the status of the process");
    }

    /// Fails if something has grown since an earlier time.
    void checkAgainst(Footprint before, long marginKib, int marginMappings) {
        System.out.println("from " + before + " to " + this);
        if (residentKib - before.residentKib > marginKib
                || heapKib - before.heapKib > marginKib / 4
                || mappings - before.mappings > marginMappings) {
            throw new AssertionError("grown from " + before + " to " + this);
        }
    }
}
