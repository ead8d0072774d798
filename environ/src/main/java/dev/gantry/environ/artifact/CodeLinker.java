package dev.gantry.environ.artifact;

import dev.gantry.environ.spi.CompiledFunction;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.environ.spi.Relocation;
import java.util.List;

/// Puts the code of functions behind each other, and fills in the places that name other functions.
///
/// It takes one flat list, and asks a callback for the target of a relocation, so that functions of several modules
/// can be woven into one text, where the same key means another function in each module (R104).
///
/// Threading: stateless.
final class CodeLinker {
    private CodeLinker() {}

    /// Finds the target of a relocation.
    @FunctionalInterface
    interface Resolver {
        /// Finds a function.
        ///
        /// @param user   the position in the list of the function that has the relocation
        /// @param target what it names
        /// @return the target's position in the list
        int resolve(int user, FuncKey target);
    }

    /// Linked code.
    ///
    /// @param bytes          all functions
    /// @param offsets        where each one starts
    /// @param alignmentBytes what the address of the first byte must be a multiple of
    record Text(byte[] bytes, int[] offsets, int alignmentBytes) {}

    /// Links functions.
    ///
    /// @param functions the functions, in the order in which they will lie
    /// @param resolver  finds the targets of relocations
    static Text link(List<CompiledFunction> functions, Resolver resolver) {
        int[] offsets = new int[functions.size()];
        long size = 0;
        int alignment = 1;
        for (int position = 0; position < offsets.length; position++) {
            CompiledFunction function = functions.get(position);
            size = Math.ceilDiv(size, function.alignmentBytes()) * function.alignmentBytes();
            offsets[position] = Math.toIntExact(size);
            size += function.code().length;
            alignment = Math.max(alignment, function.alignmentBytes());
        }
        byte[] text = new byte[Math.toIntExact(size)];
        for (int position = 0; position < offsets.length; position++) {
            byte[] code = functions.get(position).code();
            System.arraycopy(code, 0, text, offsets[position], code.length);
            for (Relocation relocation : functions.get(position).relocations()) {
                int target = offsets[resolver.resolve(position, relocation.target())];
                relocate(text, offsets[position], relocation, target);
            }
        }
        return new Text(text, offsets, alignment);
    }

    private static void relocate(byte[] text, int start, Relocation relocation, int target) {
        int at = start + relocation.offsetBytes();
        int value = Math.toIntExact(target + relocation.addend() - at);
        switch (relocation.kind()) {
            case REL32 -> {
                for (int index = 0; index < Integer.BYTES; index++) {
                    text[at + index] = (byte) (value >> (8 * index));
                }
            }
        }
    }
}
