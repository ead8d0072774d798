package dev.gantry.runtime.component;

import dev.gantry.environ.component.InterfaceType;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes codecs out of types and views. A view says how the host sees the values of a type; its methods that
/// take a value throw a [ValueMismatch] if it is none.
public final class Codecs {
    private Codecs() {}

    /// How the host sees numbers, truth values and characters.
    public interface Scalars {
        /// Makes a value.
        ///
        /// @param bits an integer of its type, extended to 64 bits as its type is signed; the bits of a
        ///     float; a code point; 0 or 1
        /// @return the value
        Object box(long bits);

        /// Takes a value apart.
        ///
        /// @param value a value
        /// @return its bits, as [#box] takes them
        long unbox(@Nullable Object value);
    }

    /// How the host sees strings.
    public interface Texts {
        /// Makes a value.
        ///
        /// @param text the string
        /// @return the value
        Object make(String text);

        /// The string of a value.
        ///
        /// @param value a value
        /// @return the string
        String text(@Nullable Object value);
    }

    /// How the host sees records and tuples.
    public interface Fields {
        /// Makes a value.
        ///
        /// @param fields one value for each field; belongs to the callee
        /// @return the value
        Object make(@Nullable Object[] fields);

        /// Takes a value apart.
        ///
        /// @param value a value
        /// @return one value for each field
        @Nullable
        Object[] take(@Nullable Object value);
    }

    /// How the host sees variants, enums, options and results.
    public interface Cases {
        /// Makes a value.
        ///
        /// @param number  the number of the case
        /// @param payload its payload; null if the case has none
        /// @return the value
        @Nullable
        Object make(int number, @Nullable Object payload);

        /// The case of a value.
        ///
        /// @param value a value
        /// @return its number
        int number(@Nullable Object value);

        /// The payload of a value.
        ///
        /// @param value a value
        /// @return its payload; ignored if its case has none
        @Nullable
        Object payload(@Nullable Object value);
    }

    /// How the host sees flags.
    public interface Bits {
        /// Makes a value.
        ///
        /// @param words 32 flags each, the first in the lowest bit
        /// @return the value
        Object make(int[] words);

        /// The flags of a value.
        ///
        /// @param value a value
        /// @return as many words as the type has
        int[] words(@Nullable Object value);
    }

    /// How the host sees lists.
    public interface Elements {
        /// Makes a value.
        ///
        /// @param elements the elements; belongs to the callee
        /// @return the value
        Object make(@Nullable Object[] elements);

        /// The length of a value.
        ///
        /// @param value a value
        /// @return the number of its elements
        int size(@Nullable Object value);

        /// Goes through a value.
        ///
        /// @param value a value
        /// @return its elements
        Iterator<? extends @Nullable Object> iterator(@Nullable Object value);
    }

    /// How the host sees lists of numbers that it keeps as guests do: copied as they are.
    public interface Packed {
        /// Makes a value.
        ///
        /// @param bytes the guest's bytes, to be copied now
        /// @return the value
        Object make(MemorySegment bytes);

        /// The size of a value.
        ///
        /// @param value a value
        /// @return how many bytes its elements take
        long byteSize(@Nullable Object value);

        /// Writes a value.
        ///
        /// @param value a value
        /// @param bytes the guest's bytes, as many as the value has now or had a moment ago
        void write(@Nullable Object value, MemorySegment bytes);
    }

    /// How the host sees handles.
    public interface Handles {
        /// Makes a value.
        ///
        /// @param resource what the guest gave
        /// @return the value
        Object make(VmResource resource);

        /// The handle of a value.
        ///
        /// @param value a value
        /// @return what to give to the guest
        VmResource resource(@Nullable Object value);
    }

    /// Numbers, truth values, characters.
    ///
    /// @param type the type, not `string`
    /// @param view how the host sees it
    /// @return the codec
    public static Codec scalar(InterfaceType.Primitive type, Scalars view) {
        return new ScalarCodec(type, view);
    }

    /// Strings.
    ///
    /// @param type the type `string`
    /// @param view how the host sees it
    /// @return the codec
    public static Codec text(InterfaceType.Primitive type, Texts view) {
        return new TextCodec(type, view);
    }

    /// Records and tuples.
    ///
    /// @param type   the type
    /// @param fields a codec for each field
    /// @param view   how the host sees it
    /// @return the codec
    public static Codec record(InterfaceType.RecordType type, List<Codec> fields, Fields view) {
        return new RecordCodec(type, fields.toArray(Codec[]::new), view);
    }

    /// Variants, enums, options and results.
    ///
    /// @param type     the type
    /// @param payloads a codec, or null, for each case
    /// @param view     how the host sees it
    /// @return the codec
    public static Codec cases(InterfaceType.Variant type, List<@Nullable Codec> payloads, Cases view) {
        return new VariantCodec(type, payloads.toArray(Codec[]::new), view);
    }

    /// Flags.
    ///
    /// @param type the type
    /// @param view how the host sees it
    /// @return the codec
    public static Codec flags(InterfaceType.Flags type, Bits view) {
        return new FlagsCodec(type, view);
    }

    /// Lists and maps.
    ///
    /// @param type    the type
    /// @param element a codec for the elements
    /// @param view    how the host sees it
    /// @return the codec
    public static Codec list(InterfaceType.Sequence type, Codec element, Elements view) {
        return new ListCodec(type, element, view);
    }

    /// Lists of numbers, as bytes.
    ///
    /// @param type the type; a list of integers or floats
    /// @param view how the host sees it
    /// @return the codec
    public static Codec packed(InterfaceType.Sequence type, Packed view) {
        return new PackedCodec(type, view);
    }

    /// Lists of fixed length.
    ///
    /// @param type    the type
    /// @param element a codec for the elements
    /// @param view    how the host sees it
    /// @return the codec
    public static Codec fixedList(InterfaceType.FixedList type, Codec element, Elements view) {
        return new FixedListCodec(type, element, view);
    }

    /// Strings that stay where they are in the guest's memory. Values cannot go to guests.
    ///
    /// @param type the type `string`
    /// @param view how the host sees it
    /// @return the codec
    public static Codec textView(InterfaceType.Primitive type, Function<VmView, Object> view) {
        return new VmView.ViewCodec(type, new VmView.Text(), view);
    }

    /// Lists that stay where they are in the guest's memory. Values cannot go to guests.
    ///
    /// @param type    the type
    /// @param element a codec for the elements
    /// @param whole   how the host sees a copy
    /// @param view    how the host sees it
    /// @return the codec
    public static Codec listView(
            InterfaceType.Sequence type, Codec element, Elements whole, Function<VmView, Object> view) {
        return new VmView.ViewCodec(type, new VmView.Elements(element, new ListCodec(type, element, whole)), view);
    }

    /// Handles.
    ///
    /// @param type the type
    /// @param view how the host sees it
    /// @return the codec
    public static Codec handle(InterfaceType.Handle type, Handles view) {
        return new HandleCodec(type, view);
    }
}
