package dev.gantry.fuzz.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import dev.gantry.Engine;
import dev.gantry.Instance;
import dev.gantry.Linker;
import dev.gantry.Memory;
import dev.gantry.Module;
import dev.gantry.Store;
import dev.gantry.Val;
import dev.gantry.fuzz.generate.Choice;
import dev.gantry.wasi.Wasi;
import dev.gantry.wasi.WasiConfig;
import dev.gantry.wasi.WasiContext;
import dev.gantry.wasm.types.NumType;
import dev.gantry.wasm.types.ValType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Calls functions of WASI at random on a file system in memory, and sees to it that nothing outside of the
/// preopened directory is read or changed.
///
/// Threading: confined to one thread.
public final class SandboxRun implements AutoCloseable {
    /// Error numbers end with `notcapable`.
    private static final int MAX_ERRNO = 76;

    private static final int MAX_DESCRIPTORS = 24;
    /// The descriptor of the directory.
    private static final int FIRST = 3;

    /// Room for all files.
    private static final int MAX_FILE_BYTES = 4 << 20;

    /// Jimfs fails beyond 16 TiB.
    private static final long MAX_OFFSET = 1L << 40;

    private static final int SUBSCRIPTION_BYTES = 48;
    private static final int MEMORY_BYTES = 65_536;
    /// Where paths, lists of buffers and results lie in the memory.
    private static final int PATHS = 1_024;
    private static final int PATH_BYTES = 512;
    private static final int VECTORS = 20_480;
    private static final int BUFFERS = 24_576;

    private static final String SECRET = "what nobody may read";
    private static final List<String> NAMES = List.of(
            "a",
            "b",
            "dir",
            "dir/c",
            "dir/sub",
            "dir/sub/d",
            "new",
            "dir/new",
            "out",
            "outabs",
            "loop",
            "in",
            "up",
            "");
    private static final List<String> HOSTILE = List.of(
            "..",
            "../secret",
            "../../etc",
            "/guest/secret",
            "/",
            ".",
            "./a",
            "dir/..",
            "dir/../../secret",
            "out/secret",
            "out/new",
            "outabs/secret",
            "up/secret",
            "up/../secret",
            "in/../../../secret",
            "a/",
            "a/b",
            "dir//c",
            "dir/",
            "..\\secret",
            "C:\\secret",
            "a\0b",
            "\uD83D\uDE00",
            "...",
            "dir/./../..",
            "new/../../secret2",
            "~",
            "*",
            "?",
            "con",
            "a:b",
            "loop/x",
            " ",
            "\n");

    private final Choice choice;
    private final FileSystem files;
    private final WasiContext context;
    private final Store<WasiContext> store;
    private final Instance instance;
    private final Memory memory;
    private final Map<String, String> outside;
    /// Descriptors that were opened; some are closed again.
    private final List<Integer> opened = new ArrayList<>();

    private final List<String> log = new ArrayList<>();

    /// The module that calls everything.
    public static Module module(Engine engine) {
        return Module.ofText(engine, Preview1Calls.module());
    }

    /// A new file system and a guest that has one directory of it.
    public SandboxRun(Engine engine, Module module, Choice choice) throws IOException {
        this.choice = choice;
        Configuration unix =
                Configuration.unix().toBuilder().setMaxSize(MAX_FILE_BYTES).build();
        files = Jimfs.newFileSystem(
                choice.coin()
                        ? unix
                        : unix.toBuilder()
                                .setSupportedFeatures(Feature.LINKS, Feature.SYMBOLIC_LINKS, Feature.FILE_CHANNEL)
                                .build());
        Path root = files.getPath("/guest/pre");
        Files.createDirectories(root.resolve("dir/sub"));
        Files.createDirectories(files.getPath("/etc"));
        Files.writeString(files.getPath("/guest/secret"), SECRET);
        Files.writeString(files.getPath("/etc/secret"), SECRET);
        Files.writeString(root.resolve("a"), "the first file");
        Files.writeString(root.resolve("dir/c"), "c".repeat(5_000));
        Files.createSymbolicLink(root.resolve("out"), files.getPath("../../work"));
        Files.createSymbolicLink(root.resolve("outabs"), files.getPath("/work"));
        Files.createSymbolicLink(root.resolve("up"), files.getPath(".."));
        Files.createSymbolicLink(root.resolve("in"), files.getPath("dir/sub"));
        Files.createSymbolicLink(root.resolve("loop"), files.getPath("loop"));
        outside = outside();
        AtomicLong time = new AtomicLong(1_000_000_000L);
        context = WasiContext.of(WasiConfig.builder()
                .args("guest", "argument")
                .env("KEY", "value")
                .stdin("input".getBytes(StandardCharsets.UTF_8))
                .stdout(OutputStream.nullOutputStream())
                .stderr(OutputStream.nullOutputStream())
                .preopen(root, choice.coin() ? "/" : "pre")
                .wallClock(() -> Instant.ofEpochSecond(0, time.get()))
                .monotonicClock(time::get)
                .sleeper(time::addAndGet)
                .maxDescriptors(MAX_DESCRIPTORS)
                .build());
        store = new Store<>(engine, context);
        instance = Wasi.addTo(new Linker<WasiContext>(engine), data -> data).instantiate(store, module);
        memory = instance.memory("memory");
    }

    /// Everything outside of the directory, with contents.
    private Map<String, String> outside() throws IOException {
        Map<String, String> found = new TreeMap<>();
        Path root = files.getPath("/guest/pre");
        try (Stream<Path> all = Files.walk(files.getPath("/"))) {
            for (Path path : all.filter(path -> !path.startsWith(root)).toList()) {
                boolean isFile = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                Object content = isFile ? Files.readString(path) : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                found.put(path.toString(), content + " " + (isFile ? Files.getLastModifiedTime(path) : ""));
            }
        }
        return found;
    }

    /// Calls functions.
    ///
    /// @throws AssertionError if an error number is none, or anything outside was read or changed
    public void perform(int count) throws IOException {
        try {
            for (int step = 0; step < count; step++) {
                call(choice.of(Preview1Calls.ALL));
            }
            assertThat(outside()).as("what is outside").isEqualTo(outside);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("after " + String.join("; ", log), e);
        }
    }

    private void call(Preview1Calls call) {
        StringBuilder text = new StringBuilder(call.name());
        List<Val> args = new ArrayList<>();
        int paths = 0;
        for (int at = 0; at < call.roles().length(); at++) {
            char role = call.roles().charAt(at);
            if (role == 'P') {
                path(args, text, paths++);
            } else {
                argument(role, args);
            }
        }
        List<ValType> params = call.params();
        for (int arg = 0; arg < args.size(); arg++) {
            // now and then anything at all
            if (choice.oneIn(60)) {
                long any = choice.integer();
                args.set(arg, params.get(arg) == NumType.I64 ? Val.i64(any % MAX_OFFSET) : Val.i32((int) any));
            }
        }
        log.add(text.append(args).toString());
        int errno = instance.func(call.name()).call(args.toArray(Val[]::new))[0].asI32();
        log.add("= " + errno);
        if (call.name().equals("path_open") && errno == 0) {
            opened.add(ByteBuffer.wrap(memory.read(args.getLast().asI32(), Integer.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getInt());
        }
        assertThat(errno).as("error number of %s", call.name()).isBetween(0, MAX_ERRNO);
        String seen = new String(memory.read(0, MEMORY_BYTES), StandardCharsets.ISO_8859_1);
        assertThat(seen.contains(SECRET))
                .as("%s read what is outside", call.name())
                .isFalse();
    }

    private void path(List<Val> args, StringBuilder text, int number) {
        String path = choice.oneIn(3) ? choice.of(HOSTILE) : choice.of(NAMES);
        if (choice.oneIn(4)) {
            path += (choice.coin() ? "/" : "") + choice.of(choice.coin() ? HOSTILE : NAMES);
        }
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (choice.oneIn(30)) {
            bytes = new byte[choice.below(PATH_BYTES)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (choice.oneIn(3) ? choice.bits() : choice.coin() ? 'x' : '/');
            }
        }
        int address = PATHS + number * PATH_BYTES;
        memory.write(address, bytes);
        text.append(" <").append(path).append('>');
        args.add(Val.i32(address));
        args.add(Val.i32(bytes.length));
    }

    private void argument(char role, List<Val> args) {
        switch (role) {
            case 'f' -> args.add(Val.i32(opened.isEmpty() || choice.oneIn(3) ? anyDescriptor() : choice.of(opened)));
            case 'd' -> args.add(Val.i32(choice.oneIn(5) ? anyDescriptor() : FIRST));
            case 'c' ->
                args.add(Val.i32(choice.oneIn(12) ? choice.below(MAX_DESCRIPTORS) : FIRST + choice.between(1, 9)));
            case 'l' -> args.add(Val.i32(choice.oneIn(10) ? choice.below(5) : choice.below(2)));
            case 'm' -> args.add(Val.i32(choice.oneIn(3) ? choice.below(16) : choice.of(List.of(0, 1, 2, 9))));
            case 'w' -> args.add(Val.i32(choice.oneIn(3) ? choice.below(32) : choice.below(2)));
            case 'p' -> {
                subscriptions();
                args.add(Val.i32(VECTORS));
            }
            case 'q' -> args.add(Val.i32(choice.oneIn(20) ? (int) choice.integer() : choice.below(4)));
            case 'o' ->
                args.add(Val.i32(choice.oneIn(50) ? MEMORY_BYTES - choice.below(20) : BUFFERS + choice.below(64)));
            case 'n' -> args.add(Val.i32(choice.below(choice.oneIn(3) ? 64 : 4)));
            case 's' -> args.add(Val.i64(choice.oneIn(8) ? choice.integer() % MAX_OFFSET : choice.below(10_000)));
            case 'r' -> args.add(Val.i64(choice.coin() ? -1L : choice.oneIn(3) ? choice.bits() : 0x1FFF_FFFFL));
            case 't' -> args.add(Val.i64(choice.oneIn(6) ? choice.integer() : choice.below(1_000_000_000)));
            case 'b' -> {
                args.add(Val.i32(BUFFERS + choice.below(100)));
                args.add(Val.i32(choice.oneIn(20) ? (int) choice.integer() : choice.below(600)));
            }
            case 'v' -> vectors(args);
            default -> throw new AssertionError("role " + role);
        }
    }

    private int anyDescriptor() {
        return choice.below(MAX_DESCRIPTORS + 2);
    }

    /// Three subscriptions: to clocks, reading or writing.
    private void subscriptions() {
        ByteBuffer words = ByteBuffer.allocate(3 * SUBSCRIPTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int number = 0; number < 3; number++) {
            int at = number * SUBSCRIPTION_BYTES;
            int kind = choice.oneIn(20) ? choice.below(256) : choice.below(3);
            words.put(at + 8, (byte) kind);
            words.putInt(at + 16, kind == 0 ? choice.below(2) : anyDescriptor());
            if (kind == 0) {
                words.putLong(at + 24, choice.oneIn(10) ? choice.integer() : choice.below(1_000_000));
                words.putShort(at + 40, (short) choice.below(2));
            }
        }
        memory.write(VECTORS, words.array());
    }

    /// A list of buffers; some lie outside of the memory.
    private void vectors(List<Val> args) {
        int count = choice.below(4);
        byte[] list = new byte[8 * count];
        var words = ByteBuffer.wrap(list).order(ByteOrder.LITTLE_ENDIAN);
        for (int vector = 0; vector < count; vector++) {
            words.putInt(choice.oneIn(30) ? (int) choice.integer() : BUFFERS + choice.below(4_000));
            words.putInt(choice.oneIn(30) ? (int) choice.integer() : choice.below(300));
        }
        memory.write(VECTORS, list);
        args.add(Val.i32(VECTORS));
        args.add(Val.i32(choice.oneIn(40) ? (int) choice.integer() : count));
    }

    @Override
    public void close() throws IOException {
        store.close();
        context.close();
        files.close();
    }
}
