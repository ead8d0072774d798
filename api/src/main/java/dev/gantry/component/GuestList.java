package dev.gantry.component;

import dev.gantry.environ.component.InterfaceType;
import dev.gantry.environ.component.InterfaceType.Primitive;
import dev.gantry.runtime.component.VmView;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// A list in a guest's memory, where its elements stay until somebody asks for them (R51).
///
/// That it lies in the memory and is aligned has been checked; an element is checked each time it is read (R53).
/// It can be the class of a parameter of a typed host function, and is over when the function returns; or of a
/// result under a [Lease], and is over when that is closed. The content changes when the guest changes it.
///
/// Threading: confined to its store.
///
/// @param <E> the class of the elements, see [Func#as]
public final class GuestList<E> implements Iterable<E> {
    private final VmView view;
    private final InterfaceType element;

    GuestList(VmView view, InterfaceType element) {
        this.view = view;
        this.element = element;
    }

    /// How many elements there are.
    ///
    /// @return the number, which no array need be able to hold
    public long size() {
        return view.length();
    }

    /// An element.
    ///
    /// @param index its number
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is none of that number
    /// @throws dev.gantry.wasm.Trap      if it is not well-formed
    /// @throws IllegalStateException     if the view is over
    @SuppressWarnings({"unchecked", "NullAway"}) // the codec of the elements makes values of their class
    public E get(long index) {
        return (E) view.element(index);
    }

    /// The elements, each read when it is asked for.
    ///
    /// @return the elements
    @Override
    public Iterator<E> iterator() {
        return new Iterator<>() {
            private long next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public E next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }

    /// All elements.
    ///
    /// @return a copy
    /// @throws dev.gantry.wasm.Trap  if one is not well-formed, or there is more than
    ///     [dev.gantry.Store#hostCallBudget] allows
    /// @throws IllegalStateException if the view is over
    @SuppressWarnings("unchecked") // the codec of the elements makes values of their class
    public List<E> toList() {
        return (List<E>) view.all();
    }

    /// The bytes of a list of integers, of which every pattern is one (R52). Nothing is copied: integers are those
    /// of the guest, little-endian whatever the order of this machine, and aligned as in the guest (R44), which
    /// need not be aligned here: take `JAVA_INT_UNALIGNED` and its like, with the order.
    ///
    /// @return a segment of the guest's memory that cannot be written to; to be asked for again when the guest may
    ///     have made its memory grow
    /// @throws IllegalStateException if the elements are no integers, or the view is over
    public MemorySegment asLittleEndianSegment() {
        if (!isInteger(element)) {
            throw new IllegalStateException("expected a list of integers, found list<" + element + ">");
        }
        return view.bytes();
    }

    private static boolean isInteger(InterfaceType type) {
        return type instanceof Primitive primitive
                && switch (primitive.kind()) {
                    case S8, U8, S16, U16, S32, U32, S64, U64 -> true;
                    case BOOL, F32, F64, CHAR, STRING, ERROR_CONTEXT -> false;
                };
    }

    /// Says what it is; [#toList] has the content.
    @Override
    public String toString() {
        return "a list of " + view.length() + " elements";
    }
}
