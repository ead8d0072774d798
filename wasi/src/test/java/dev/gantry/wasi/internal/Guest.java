package dev.gantry.wasi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import dev.gantry.wasi.DirPerms;
import dev.gantry.wasi.States;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Trap;
import dev.gantry.wasm.WasmBacktrace;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// A guest without an engine: a memory, a context on a file system in memory, and clocks that stand still.
final class Guest implements Closeable {
    /// The descriptor of the preopened directory `/work`, whose guest name is `/`.
    static final int ROOT = 3;

    static final int MEMORY_BYTES = 1 << 18;
    static final Instant NOW = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);
    static final long ALL_RIGHTS = -1L;

    /// A file system whose directories can be held open.
    static final UnaryOperator<Configuration.Builder> SECURE = b -> b;

    /// A file system whose directories are known by path only.
    static final UnaryOperator<Configuration.Builder> PLAIN =
            b -> b.setSupportedFeatures(Feature.LINKS, Feature.SYMBOLIC_LINKS, Feature.FILE_CHANNEL);

    final FileSystem fileSystem;
    final Path root;
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final MemorySegment memory = MemorySegment.ofArray(new byte[MEMORY_BYTES]);
    final WasiState state;
    private Abi abi = Abi.PREVIEW1;
    private int free = 1024;

    private Guest(FileSystem fileSystem, UnaryOperator<WasiConfig.Builder> settings, DirPerms perms) {
        try {
            this.fileSystem = fileSystem;
            root = Files.createDirectories(fileSystem.getPath("/work"));
            Files.writeString(fileSystem.getPath("/secret"), "secret");
            Files.createDirectories(fileSystem.getPath("/outside"));
            WasiConfig.Builder builder = WasiConfig.builder()
                    .stdout(out)
                    .stderr(err)
                    .preopen(root, "/", perms)
                    .wallClock(() -> NOW)
                    .monotonicClock(() -> 5)
                    .random(new Random(42));
            state = States.of(settings.apply(builder).build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Guest create() {
        return create(SECURE, b -> b);
    }

    static Guest with(UnaryOperator<WasiConfig.Builder> settings) {
        return create(SECURE, settings);
    }

    static Guest create(UnaryOperator<Configuration.Builder> fileSystem, UnaryOperator<WasiConfig.Builder> settings) {
        return new Guest(newFileSystem(fileSystem), settings, DirPerms.READ_WRITE);
    }

    static Guest readOnly() {
        return new Guest(newFileSystem(SECURE), b -> b, DirPerms.READ_ONLY);
    }

    static FileSystem newFileSystem(UnaryOperator<Configuration.Builder> settings) {
        Configuration.Builder builder = Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix")
                .setWorkingDirectory("/");
        return Jimfs.newFileSystem(settings.apply(builder).build());
    }

    Guest unstable() {
        abi = Abi.UNSTABLE;
        return this;
    }

    /// Calls a function. A string stands for two arguments: where it is and its length in bytes.
    Errno call(Preview1 function, Object... args) {
        List<Object> flat = new ArrayList<>();
        StringBuilder params = new StringBuilder();
        for (Object arg : args) {
            if (arg instanceof String text) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                flat.add(bytes(bytes));
                flat.add(bytes.length);
                params.append("ii");
            } else {
                flat.add(arg);
                params.append(arg instanceof Long ? "I" : "i");
            }
        }
        assertThat(params.toString()).as("types of the arguments").isEqualTo(function.params());
        MemorySegment slots = MemorySegment.ofArray(new byte[Slots.SLOT_BYTES * Math.max(1, flat.size())]);
        for (int i = 0; i < flat.size(); i++) {
            if (flat.get(i) instanceof Long value) {
                slots.set(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * Slots.SLOT_BYTES, value);
            } else {
                slots.set(ValueLayout.JAVA_INT_UNALIGNED, (long) i * Slots.SLOT_BYTES, (Integer) flat.get(i));
            }
        }
        try {
            return List.of(Errno.values()).get(function.call(state, memory, slots, abi));
        } catch (InterruptedException _) {
            // As the functions in the linker do.
            Thread.currentThread().interrupt();
            throw new Trap(Failure.INTERRUPT, new WasmBacktrace(List.of()));
        }
    }

    /// Calls a function that must succeed.
    void run(Preview1 function, Object... args) {
        assertThat(call(function, args)).isEqualTo(Errno.SUCCESS);
    }

    /// Reserves memory.
    int reserve(int count) {
        int pointer = free;
        free += (count + 7) & ~7;
        return pointer;
    }

    /// Puts bytes into memory.
    int bytes(byte[] bytes) {
        int pointer = reserve(bytes.length);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, pointer, bytes.length);
        return pointer;
    }

    byte[] bytesAt(int pointer, int count) {
        return memory.asSlice(pointer, count).toArray(ValueLayout.JAVA_BYTE);
    }

    String textAt(int pointer, int count) {
        return new String(bytesAt(pointer, count), StandardCharsets.UTF_8);
    }

    int u8(int pointer) {
        return Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, pointer));
    }

    int u16(int pointer) {
        return Short.toUnsignedInt(memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, pointer));
    }

    int u32(int pointer) {
        return memory.get(ValueLayout.JAVA_INT_UNALIGNED, pointer);
    }

    long u64(int pointer) {
        return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, pointer);
    }

    void setU32(int pointer, int value) {
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, pointer, value);
    }

    void setU64(int pointer, long value) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, pointer, value);
    }

    /// A list of buffers of the given lengths, one after the other in memory.
    int buffers(int start, int... lengths) {
        int list = reserve(8 * lengths.length);
        int pointer = start;
        for (int i = 0; i < lengths.length; i++) {
            setU32(list + 8 * i, pointer);
            setU32(list + 8 * i + 4, lengths[i]);
            pointer += lengths[i];
        }
        return list;
    }

    Errno tryOpen(int dir, int lookup, String path, int oflags, long rights, int fdflags) {
        return call(Preview1.PATH_OPEN, dir, lookup, path, oflags, rights, ALL_RIGHTS, fdflags, reserve(4));
    }

    int open(int dir, int lookup, String path, int oflags, long rights, int fdflags) {
        int fd = reserve(4);
        run(Preview1.PATH_OPEN, dir, lookup, path, oflags, rights, ALL_RIGHTS, fdflags, fd);
        return u32(fd);
    }

    int open(String path, int oflags, long rights) {
        return open(ROOT, 0, path, oflags, rights, 0);
    }

    /// Creates a file and opens it for reading and writing.
    int create(String path) {
        return open(path, Flags.O_CREAT, Rights.FD_READ | Rights.FD_WRITE);
    }

    int openDirectory(String path) {
        return open(path, Flags.O_DIRECTORY, Rights.NONE);
    }

    void close(int fd) {
        run(Preview1.FD_CLOSE, fd);
    }

    Errno tryWrite(int fd, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return call(Preview1.FD_WRITE, fd, buffers(bytes(bytes), bytes.length), 1, reserve(4));
    }

    void write(int fd, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int count = reserve(4);
        run(Preview1.FD_WRITE, fd, buffers(bytes(bytes), bytes.length), 1, count);
        assertThat(u32(count)).isEqualTo(bytes.length);
    }

    Errno tryRead(int fd) {
        return call(Preview1.FD_READ, fd, buffers(reserve(16), 16), 1, reserve(4));
    }

    String read(int fd, int length) {
        int buffer = reserve(length);
        int count = reserve(4);
        run(Preview1.FD_READ, fd, buffers(buffer, length), 1, count);
        return textAt(buffer, u32(count));
    }

    long seek(int fd, long offset, int whence) {
        int result = reserve(8);
        run(Preview1.FD_SEEK, fd, offset, whence, result);
        return u64(result);
    }

    /// The attributes of a descriptor, as the structure is for `wasi_snapshot_preview1`.
    Stat stat(int fd) {
        int pointer = reserve(64);
        run(Preview1.FD_FILESTAT_GET, fd, pointer);
        return statAt(pointer);
    }

    Stat stat(int dir, int lookup, String path) {
        int pointer = reserve(64);
        run(Preview1.PATH_FILESTAT_GET, dir, lookup, path, pointer);
        return statAt(pointer);
    }

    private Stat statAt(int pointer) {
        return new Stat(
                u64(pointer),
                u64(pointer + 8),
                List.of(FileType.values()).get(u8(pointer + 16)),
                u64(pointer + 24),
                u64(pointer + 32),
                u64(pointer + 40),
                u64(pointer + 48));
    }

    record Stat(long device, long inode, FileType type, long links, long size, long accessed, long modified) {}

    Path path(String name) {
        return root.resolve(name);
    }

    String content(String name) {
        try {
            return Files.readString(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        state.close();
        fileSystem.close();
    }
}
