package dev.gantry.environ.spi;

import java.util.List;
import java.util.Set;

/// What a compiler makes of one function or trampoline. Offsets are bytes from the start of `code`.
///
/// @param key            what it is
/// @param code           the code, not copied; portable strategies store their own form here (the interpreter `int`s,
/// little-endian)
/// @param alignmentBytes what its address must be a multiple of
/// @param relocations    places to be filled in when the artifact is linked
/// @param traps          from the offset of a trapping instruction to the ordinal of its [dev.gantry.wasm.Failure]
/// @param addressMap     from code offsets to offsets in the module's binary
/// @param stackMaps      from return addresses to the slots of the frame that hold collected references
/// @param handlers       exception handlers, by call site
/// @param builtins       the builtins that the code calls (R134)
public record CompiledFunction(
        FuncKey key,
        byte[] code,
        int alignmentBytes,
        List<Relocation> relocations,
        OffsetTable traps,
        OffsetTable addressMap,
        List<StackMap> stackMaps,
        List<Handler> handlers,
        Set<Builtin> builtins) {
    /// Copies the collections.
    public CompiledFunction {
        relocations = List.copyOf(relocations);
        stackMaps = List.copyOf(stackMaps);
        handlers = List.copyOf(handlers);
        builtins = Set.copyOf(builtins);
    }

    /// The slots of a frame that hold collected references while a call is under way.
    ///
    /// @param returnOffset where the call returns to
    /// @param slots        offsets in bytes from the frame's frame pointer, see docs/native.md
    public record StackMap(int returnOffset, int[] slots) {}

    /// A handler of one call site.
    ///
    /// @param returnOffset  where the call returns to
    /// @param tagIndex      the tag that is caught, or -1 for all
    /// @param handlerOffset where the handler starts
    public record Handler(int returnOffset, int tagIndex, int handlerOffset) {}
}
