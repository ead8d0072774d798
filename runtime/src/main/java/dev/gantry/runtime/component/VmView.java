package dev.gantry.runtime.component;

import dev.gantry.environ.component.Abi;
import dev.gantry.environ.component.InterfaceType;
import dev.gantry.runtime.TrapSignal;
import dev.gantry.runtime.vm.VmStore;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A string or a list that stays where it is in a guest's memory until the host asks for its content (R51).
///
/// Where it lies is checked when it is lifted; what lies there, each time it is read (R53). It is over when the
/// passage is that brought it: when the host function returns, or the guest cleans up its result.
///
/// Threading: confined to its store.
public final class VmView {
    private final Transfer origin;
    private final long address;
    private final long length;
    private final Content content;

    /// What a view shows.
    interface Content {
        /// Traps unless everything lies in the memory.
        void checkRange(Transfer transfer, long address, long length);

        /// How many bytes there are.
        long byteSize(Transfer transfer, long length);

        /// All of it.
        Object all(Transfer transfer, long address, long length);

        /// An element.
        @Nullable
        Object element(Transfer transfer, long address, long index);
    }

    private VmView(Transfer origin, long address, long length, Content content) {
        this.origin = origin;
        this.address = address;
        this.length = length;
        this.content = content;
    }

    /// How many elements there are, or what the guest gave as the length of a string.
    ///
    /// @return the number
    public long length() {
        return length;
    }

    /// How many bytes there are.
    ///
    /// @return the number
    public long byteSize() {
        return content.byteSize(origin, length);
    }

    /// The bytes as they are, which change when the guest changes them. A memory that has grown may have moved its
    /// content: ask again.
    ///
    /// @return a segment that cannot be written to
    /// @throws IllegalStateException if the view is over
    public MemorySegment bytes() {
        VmStore store = enter();
        try {
            return origin.memory().segment().asSlice(address, byteSize()).asReadOnly();
        } finally {
            store.exit();
        }
    }

    /// The content, as if it had been lifted.
    ///
    /// @return a copy
    /// @throws IllegalStateException if the view is over
    /// @throws dev.gantry.wasm.Trap  if it breaks the canonical ABI, or is too much
    public Object all() {
        VmStore store = enter();
        try {
            return content.all(reading(), address, length);
        } catch (TrapSignal signal) {
            throw LiftedFunc.trap(store, signal);
        } finally {
            store.exit();
        }
    }

    /// An element of a list, as if it had been lifted.
    ///
    /// @param index its number
    /// @return the element
    /// @throws IndexOutOfBoundsException if there is none of that number
    /// @throws IllegalStateException     if the view is over
    /// @throws dev.gantry.wasm.Trap      if it breaks the canonical ABI
    public @Nullable Object element(long index) {
        if (index < 0 || index >= length) {
            throw new IndexOutOfBoundsException("expected an index below " + length + ", found " + index);
        }
        VmStore store = enter();
        try {
            return content.element(reading(), address, index);
        } catch (TrapSignal signal) {
            throw LiftedFunc.trap(store, signal);
        } finally {
            store.exit();
        }
    }

    /// Enters the store, so that the memory stays where it is.
    ///
    /// @return the store, to be left
    private VmStore enter() {
        VmStore store = origin.component.store();
        store.enter();
        if (origin.scope.isOver()) {
            store.exit();
            throw new IllegalStateException("the view is over: the guest's memory may hold something else by now");
        }
        return store;
    }

    /// A passage of its own, so that reading twice does not cost twice.
    private Transfer reading() {
        return new Transfer(origin.component, origin.options, origin.scope);
    }

    /// Strings.
    record Text() implements Content {
        @Override
        public void checkRange(Transfer transfer, long address, long length) {
            TextCodec.checkRange(transfer, address, length);
        }

        @Override
        public long byteSize(Transfer transfer, long length) {
            return TextCodec.byteSize(transfer, length);
        }

        @Override
        public Object all(Transfer transfer, long address, long length) {
            return TextCodec.decode(transfer, address, length);
        }

        @Override
        public @Nullable Object element(Transfer transfer, long address, long index) {
            throw new IllegalStateException("a string has no elements");
        }
    }

    /// Lists.
    ///
    /// @param element the codec of the elements
    /// @param whole   the codec of the list
    record Elements(Codec element, ListCodec whole) implements Content {
        @Override
        public void checkRange(Transfer transfer, long address, long length) {
            ListCodec.checkRange(transfer, element.abi(transfer), address, length);
        }

        @Override
        public long byteSize(Transfer transfer, long length) {
            return length * element.abi(transfer).size();
        }

        @Override
        public Object all(Transfer transfer, long address, long length) {
            return whole.read(transfer, address, length);
        }

        @Override
        public @Nullable Object element(Transfer transfer, long address, long index) {
            Abi abi = element.abi(transfer);
            return element.load(transfer, address + index * abi.size());
        }
    }

    /// Makes views.
    static final class ViewCodec extends PointerCodec {
        private final Content content;
        private final Function<VmView, Object> view;

        ViewCodec(InterfaceType type, Content content, Function<VmView, Object> view) {
            super(type);
            this.content = content;
            this.view = view;
        }

        @Override
        public void check(@Nullable Object value, VmComponentInstance component) {
            throw mismatch(value); // views go one way
        }

        @Override
        Place write(Transfer transfer, @Nullable Object value) {
            throw mismatch(value);
        }

        @Override
        Object read(Transfer transfer, long address, long length) {
            content.checkRange(transfer, address, length);
            return view.apply(new VmView(transfer, address, length, content));
        }
    }
}
