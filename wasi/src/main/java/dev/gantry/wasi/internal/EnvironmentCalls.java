package dev.gantry.wasi.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `args_*` and `environ_*`: lists of strings, each with a NUL behind it.
final class EnvironmentCalls {
    private final List<byte[]> args = new ArrayList<>();
    private final List<byte[]> environment = new ArrayList<>();

    EnvironmentCalls(Settings settings) {
        settings.args().forEach(arg -> args.add(terminated(arg)));
        settings.env().forEach((name, value) -> environment.add(terminated(name + "=" + value)));
    }

    void argsGet(GuestMemory memory, int pointers, int bytes) {
        get(memory, args, pointers, bytes);
    }

    void argsSizesGet(GuestMemory memory, int count, int bytes) {
        sizesGet(memory, args, count, bytes);
    }

    void environGet(GuestMemory memory, int pointers, int bytes) {
        get(memory, environment, pointers, bytes);
    }

    void environSizesGet(GuestMemory memory, int count, int bytes) {
        sizesGet(memory, environment, count, bytes);
    }

    private static void get(GuestMemory memory, List<byte[]> strings, int pointers, int bytes) {
        int pointer = pointers;
        int next = bytes;
        for (byte[] string : strings) {
            memory.set(next, string, 0, string.length);
            memory.setU32(pointer, next);
            next += string.length;
            pointer += 4;
        }
    }

    private static void sizesGet(GuestMemory memory, List<byte[]> strings, int count, int bytes) {
        long total = 0;
        for (byte[] string : strings) {
            total += string.length;
        }
        if (total > 0xFFFF_FFFFL) {
            throw Errno.OVERFLOW.error();
        }
        memory.setU32(count, strings.size());
        memory.setU32(bytes, (int) total);
    }

    private static byte[] terminated(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }
}
