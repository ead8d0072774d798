package dev.gantry.runtime.platform;

import java.lang.invoke.MethodHandle;

/// The way from Java into machine code and on in it, see docs/native.md. Each call runs on the stack that `WASM_SP`
/// of the store's context points into; the thread's own stack is left alone until it comes back.
///
/// The class must not be used before [Platform#current] has succeeded.
///
/// Threading: a store's context is used by one thread at a time; which one may change between any two calls here.
public final class Machine {
    private static final MethodHandle ENTER = Platform.current().function(Stubs.ofProcess().enter);
    private static final MethodHandle RESUME = Platform.current().function(Stubs.ofProcess().resume);

    private Machine() {}

    /// Begins a call.
    ///
    /// The caller guarantees that the code is published and fits the signature of the trampoline, that the context
    /// belongs to it, that the slots hold the arguments, packed, and have room for the results, and that `WASM_SP`
    /// and `STACK_LIMIT` lie in a [Stack] of the store.
    ///
    /// @param storeContext the address of the store's context
    /// @param trampoline   the address of [Trampolines#arrayCall] for the signature
    /// @param wasmCall     the address of the code
    /// @param context      the address of the callee's context
    /// @param slots        the address of the slots
    /// @return a [Status]
    public static long enter(long storeContext, long trampoline, long wasmCall, long context, long slots) {
        try {
            return (long) ENTER.invokeExact(storeContext, trampoline, wasmCall, context, slots, 0L);
        } catch (Throwable e) {
            throw LinuxPlatform.notFromC(e);
        }
    }

    /// Goes on behind the last request.
    ///
    /// The caller guarantees that it is a request that [#enter] or this method returned, that `WASM_SP` is as it
    /// was then, and that the results are in the request's slots.
    ///
    /// @param storeContext the address of the store's context
    /// @return a [Status]
    public static long resume(long storeContext) {
        return resume(storeContext, 0, 0);
    }

    /// Goes on behind the last request, or, if `RESUME_PC` is not 0, there, with `RESUME_FP` as the frame pointer,
    /// and clears `RESUME_PC`.
    ///
    /// The caller guarantees what [#resume(long)] says, and that the pc is a handler in the code of that frame,
    /// which belongs to the activation that made the request. The slots must not lie below the handler's frame:
    /// what is below the stack pointer may be overwritten at any time.
    ///
    /// @param storeContext the address of the store's context
    /// @param exnref       what a handler finds in `rax`
    /// @param slots        what a handler finds in `rdx`
    /// @return a [Status]
    public static long resume(long storeContext, long exnref, long slots) {
        try {
            return (long) RESUME.invokeExact(storeContext, exnref, slots, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw LinuxPlatform.notFromC(e);
        }
    }

    /// The table of addresses that compiled code calls builtins by.
    ///
    /// @return the address of an array of addresses, by number
    public static long builtinTable() {
        return Stubs.ofProcess().builtinTable;
    }
}
