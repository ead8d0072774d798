package dev.gantry.fuzz.component;

import dev.gantry.environ.component.ComponentFuncType;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.wasm.types.FuncType;
import dev.gantry.wasm.types.ValType;
import java.util.List;
import java.util.stream.Collectors;

/// The core modules of a component whose function `call` does nothing but call the imported function `f` with what it
/// was given, as text. Borrowed handles among its parameters it drops.
final class EchoGuest {
    /// Where the allocator starts.
    static final int HEAP = 1024;

    private static final String LIBC = """
            (module
              (memory (export "m") MEMORY 1)
              (global $next (mut A) (A.const 1024))
              (global $calls (mut i32) (i32.const 0))
              (func (export "realloc") (param A A A A) (result A) (local $at A)
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                DECEIT
                (local.set $at (A.and
                  (A.add (global.get $next) (A.sub (local.get 2) (A.const 1)))
                  (A.sub (A.const 0) (local.get 2))))
                (global.set $next (A.add (local.get $at) (local.get 3)))
                (block $done
                  (loop $grow
                    (br_if $done (A.le_u (global.get $next) (A.mul (memory.size) (A.const 65536))))
                    (br_if $done (A.eq (memory.grow (A.const 1)) (A.const -1)))
                    (br $grow)))
                (local.get $at))
              (func (export "reset") (global.set $next (A.const 1024)) (global.set $calls (i32.const 0))))
            """;

    private final ComponentFuncType type;
    private final boolean is64;
    private final Malice malice;
    private final FuncType lifted;
    private final FuncType lowered;
    private final String address;

    EchoGuest(ComponentFuncType type, boolean is64, Malice malice) {
        this.type = type;
        this.is64 = is64;
        this.malice = malice;
        this.lifted = type.lifted(is64);
        this.lowered = type.lowered(is64);
        this.address = is64 ? "i64" : "i32";
    }

    /// A memory with an allocator that never frees before it is reset.
    String libc() {
        return LIBC.replace("MEMORY", is64 ? "i64" : "")
                .replace("DECEIT", malice.inRealloc(address))
                .replace("A.", address + ".")
                .replaceAll("\\bA\\b", address);
    }

    /// Passes parameters on. If the result goes through memory, the caller gets a pointer and the callee is
    /// given one.
    String main() {
        String params = text("param", lifted.params());
        boolean isIndirect = lowered.params().size() > lifted.params().size();
        StringBuilder body = new StringBuilder();
        if (isIndirect) {
            body.append("(local $out A) (local.set $out (call $realloc (A.const 0) (A.const 0) (A.const 8) (A.const ")
                    .append(type.result() == null ? 0 : type.result().abi(is64).size())
                    .append(")))");
        }
        if (!isIndirect && !lifted.results().isEmpty()) {
            body.append("(local $out ").append(lifted.results().getFirst()).append(')');
        }
        body.append(malice.inMemory());
        for (int at = 0; at < lifted.params().size(); at++) {
            body.append(malice.insteadOf(lifted.params().get(at), "(local.get " + at + ")"));
        }
        if (isIndirect) {
            body.append(malice.insteadOf(lowered.params().getLast(), "(local.get $out)"));
        }
        body.append("(call $f)");
        if (!lowered.results().isEmpty()) {
            body.append("(local.set $out)");
        }
        body.append(drops()).append(malice.inMemory());
        if (!lifted.results().isEmpty()) {
            body.append(malice.insteadOf(lifted.results().getFirst(), "(local.get $out)"));
        }
        return ("(module (import \"\" \"m\" (memory MEMORY 1)) (import \"\" \"f\" (func $f "
                        + text("param", lowered.params()) + text("result", lowered.results())
                        + "))\n (import \"\" \"realloc\" (func $realloc (param A A A A) (result A)))\n"
                        + " (import \"\" \"drop\" (func $drop (param i32)))\n"
                        + " (func (export \"call\") " + params + text("result", lifted.results()) + " " + body + "))")
                .replace("MEMORY", is64 ? "i64" : "")
                .replace("A.", address + ".")
                .replaceAll("\\bA\\b", address);
    }

    /// Drops the parameters that are borrowed handles.
    private String drops() {
        StringBuilder drops = new StringBuilder();
        List<InterfaceType> params = type.params().fields();
        boolean areIndirect = type.hasIndirectParams(is64);
        int slot = 0;
        for (int at = 0; at < params.size(); at++) {
            if (params.get(at) instanceof InterfaceType.Handle handle && !handle.isOwn()) {
                drops.append("(call $drop ")
                        .append(
                                areIndirect
                                        ? "(i32.load offset=" + type.params().offset(at, is64) + " (local.get 0))"
                                        : "(local.get " + slot + ")")
                        .append(')');
            }
            slot += params.get(at).abi(is64).flatCount();
        }
        return drops.toString();
    }

    private static String text(String word, List<ValType> types) {
        return types.stream().map(type -> "(" + word + " " + type + ")").collect(Collectors.joining());
    }
}
