package dev.gantry.runtime.platform;

import dev.gantry.runtime.ResourceException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A range of addresses for machine code, reserved once, so that one comparison tells whether a pc is in it and all
/// calls inside reach their target.
///
/// Pages are writable while code is copied to them, then executable, never both; free pages are neither. Code
/// starts on a page of its own. Pages go to the first gap that is large enough.
///
/// Threading: thread-safe.
public final class CodeRegion {
    /// The system property with the size of the process's region, in MiB.
    private static final String SIZE = "gantry.native.codeMib";

    private static final int PROCESS_MIB = 1 << 10;
    private static final int MOST_MIB = 2 << 10;
    private static final int MIB_LOG2 = 20;
    private static final long LEAST_BYTES = 1 << 20;

    /// Room for stubs and trampolines.
    private static final long STUB_BYTES = 256L << MIB_LOG2;

    /// `ud2`, behind the end of code.
    private static final byte[] FILLER = {0x0F, 0x0B};

    private final Platform platform;
    private final long start;
    private final long size;

    /// Gaps: their size by their start.
    private final TreeMap<Long, Long> gaps = new TreeMap<>();

    /// Reserves a region.
    ///
    /// @param platform where
    /// @param size     its size in bytes
    /// @throws ResourceException if there are no such addresses
    CodeRegion(Platform platform, long size) {
        this(platform, platform.reserve(size), size);
    }

    private CodeRegion(Platform platform, long start, long size) {
        this.platform = platform;
        this.start = start;
        this.size = size;
        gaps.put(start, size);
    }

    /// Reserves a region of this size, or of a half of it, and so on, where the process may have so few addresses.
    static CodeRegion upTo(Platform platform, long most) {
        for (long size = most; size > LEAST_BYTES; size /= 2) {
            try {
                return new CodeRegion(platform, size);
            } catch (ResourceException _) { // a smaller one may do
            }
        }
        return new CodeRegion(platform, LEAST_BYTES);
    }

    /// Two regions, reserved together: stubs first, modules behind them. Processors mistake branches for each other
    /// whose addresses differ by 1 GiB and nothing else, which costs each call 13 ns. Here that can be so only for
    /// code in the last part of a region that is nearly full.
    ///
    /// @param stubs   for stubs and trampolines: outside of that of modules, so that no fault in it is a trap
    /// @param modules for the code of modules
    record Pair(CodeRegion stubs, CodeRegion modules) {
        static Pair reserve(Platform platform, long moduleBytes) {
            long most = STUB_BYTES + moduleBytes;
            CodeRegion both = upTo(platform, most);
            long stubBytes = both.size == most ? STUB_BYTES : (both.size / 2) & -platform.pageBytes();
            return new Pair(
                    new CodeRegion(platform, both.start, stubBytes),
                    new CodeRegion(platform, both.start + stubBytes, both.size - stubBytes));
        }
    }

    /// Those of the process, reserved at first use.
    private static final class OfProcess {
        static final Pair REGIONS = Pair.reserve(Platform.current(), moduleBytes());

        /// Calls reach 2 GiB.
        private static long moduleBytes() {
            return (long) Math.clamp(Integer.getInteger(SIZE, PROCESS_MIB), 1, MOST_MIB) << MIB_LOG2;
        }
    }

    /// Where the stubs and trampolines of all stores are.
    ///
    /// @return always the same region
    static CodeRegion ofStubs() {
        return OfProcess.REGIONS.stubs;
    }

    /// Where the code of all modules is. Faults inside are traps.
    ///
    /// @return always the same region, of 1 GiB unless a system property says otherwise or the process may have
    ///     only few addresses
    public static CodeRegion ofProcess() {
        return OfProcess.REGIONS.modules;
    }

    /// The lowest address.
    ///
    /// @return an address
    public long start() {
        return start;
    }

    /// The size.
    ///
    /// @return the number of bytes
    public long size() {
        return size;
    }

    /// Whether an address is inside.
    ///
    /// @param pc an address
    /// @return true if it is
    public boolean contains(long pc) {
        return pc - start >= 0 && pc - start < size;
    }

    /// Makes code that needs no patches executable.
    ///
    /// @param code the code
    /// @return where it is
    /// @throws ResourceException if there is no room
    public CodeMemory publish(byte[] code) {
        return publish(ByteBuffer.wrap(code), List.of());
    }

    /// Makes code executable.
    ///
    /// @param code    the code, from the position to the limit, which stay
    /// @param patches addresses to fill in
    /// @return where it is
    /// @throws ResourceException if there is no room
    public CodeMemory publish(ByteBuffer code, List<Patch> patches) {
        int length = code.remaining();
        long pages = pages(length);
        long address = take(pages);
        boolean isDone = false;
        try {
            platform.protect(address, pages, Protection.READ_WRITE);
            NativeAccess.copyIn(code, address);
            for (long at = (length + 1L) & ~1; at < pages; at += 2) {
                NativeAccess.putByte(address + at, FILLER[0]);
                NativeAccess.putByte(address + at + 1, FILLER[1]);
            }
            for (Patch patch : patches) {
                if (patch.offsetBytes() < 0 || patch.offsetBytes() > length - Long.BYTES) {
                    throw new IllegalArgumentException("expected a place in the code, found " + patch);
                }
                NativeAccess.putLong(address + patch.offsetBytes(), address + patch.targetBytes());
            }
            platform.protect(address, pages, Protection.READ_EXECUTE);
            isDone = true;
            return new CodeMemory(this, address, length);
        } finally {
            if (!isDone) {
                giveBack(address, pages);
            }
        }
    }

    private long pages(long bytes) {
        long page = platform.pageBytes();
        return (Math.max(bytes, 1) + page - 1) & -page;
    }

    private synchronized long take(long bytes) {
        long address = firstGap(bytes);
        Long gap = gaps.remove(address);
        if (gap == null) {
            throw new ResourceException(
                    "no room for " + bytes + " bytes of machine code among " + size + " that are reserved");
        }
        if (gap > bytes) {
            gaps.put(address + bytes, gap - bytes);
        }
        return address;
    }

    /// The start of the first gap that is large enough, or 0, where there never is one.
    private long firstGap(long bytes) {
        for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
            if (gap.getValue() >= bytes) {
                return gap.getKey();
            }
        }
        return 0;
    }

    void free(CodeMemory code) {
        giveBack(code.address(), pages(code.size()));
    }

    private void giveBack(long address, long bytes) {
        // where the system has no mapping left for it, the pages stay as they are until they are taken again
        boolean _ = platform.retract(address, bytes);
        addGap(address, bytes);
    }

    private synchronized void addGap(long address, long bytes) {
        long first = address;
        long end = address + bytes;
        Map.Entry<Long, Long> before = gaps.lowerEntry(address);
        if (before != null && before.getKey() + before.getValue() == address) {
            first = before.getKey();
        }
        Long behind = gaps.remove(end);
        if (behind != null) {
            end += behind;
        }
        gaps.put(first, end - first);
    }
}
