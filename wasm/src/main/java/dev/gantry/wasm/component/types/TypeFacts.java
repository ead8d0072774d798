package dev.gantry.wasm.component.types;

/// What is known of a type as a whole, kept so that nobody walks through it again.
///
/// @param size        the number of types that it consists of, counted as a tree
/// @param depth       how deep types nest in it, at least 1
/// @param hasBorrow   whether a handle in it borrows
/// @param hasPointer  whether a string, list or map is in it, which needs memory
/// @param hasResource whether it mentions a resource
/// @param bytes64     the bytes of a value in a 64-bit memory, 0 if it is no value type
/// @param align64     the alignment of a value in a 64-bit memory
public record TypeFacts(
        long size, int depth, boolean hasBorrow, boolean hasPointer, boolean hasResource, long bytes64, int align64) {
    /// A type without parts and without a value.
    static final TypeFacts LEAF = new TypeFacts(1, 1, false, false, false, 0, 1);

    /// Values have at most this many bytes, so that sums of sizes do not overflow.
    private static final long MANY_BYTES = 1L << 40;

    /// The facts with a part added; the value stays as it is.
    TypeFacts with(TypeFacts part) {
        return new TypeFacts(
                size + part.size,
                Math.max(depth, part.depth + 1),
                hasBorrow || part.hasBorrow,
                hasPointer || part.hasPointer,
                hasResource || part.hasResource,
                bytes64,
                align64);
    }

    /// The facts for a value of another size.
    TypeFacts withBytes(long bytes, int align) {
        return new TypeFacts(size, depth, hasBorrow, hasPointer, hasResource, Math.min(bytes, MANY_BYTES), align);
    }

    /// The facts of a value that points to what is in it.
    TypeFacts withPointer() {
        return new TypeFacts(size, depth, hasBorrow, true, hasResource, 16, 8);
    }

    /// The facts of a handle.
    TypeFacts withResource(boolean borrows) {
        return new TypeFacts(size, depth, hasBorrow || borrows, hasPointer, true, 4, 4);
    }

    static long alignUp(long offset, int align) {
        return (offset + align - 1) & -align;
    }
}
