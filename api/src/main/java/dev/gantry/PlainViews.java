package dev.gantry;

import dev.gantry.runtime.vm.VmFunc;
import java.lang.invoke.MethodType;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Functional interfaces of the JDK whose objects are made without method handles: their methods take and give slots
/// with a cast. That takes less time to make, and 4 ns less at each call: a method handle that is no constant
/// is found by five loads that depend on each other.
final class PlainViews {
    private PlainViews() {}

    /// The code of a host function: what an object of one of the interfaces does, on slots.
    @FunctionalInterface
    interface Body {
        /// Runs it.
        ///
        /// @param first  the first parameter's slot, anything if there is none
        /// @param second the second
        /// @return the result's slot, anything if there is none
        long run(long first, long second);
    }

    /// A host function as a body.
    ///
    /// @param type the interface
    /// @param host an object of it
    /// @return the body, or null if it is another interface
    static @Nullable Body host(Class<?> type, Object host) {
        if (type == Runnable.class) {
            Runnable body = (Runnable) host;
            return (_, _) -> {
                body.run();
                return 0;
            };
        } else if (type == IntConsumer.class) {
            IntConsumer body = (IntConsumer) host;
            return (x, _) -> {
                body.accept((int) x);
                return 0;
            };
        } else if (type == LongConsumer.class) {
            LongConsumer body = (LongConsumer) host;
            return (x, _) -> {
                body.accept(x);
                return 0;
            };
        } else if (type == IntSupplier.class) {
            IntSupplier body = (IntSupplier) host;
            return (_, _) -> body.getAsInt();
        } else if (type == LongSupplier.class) {
            LongSupplier body = (LongSupplier) host;
            return (_, _) -> body.getAsLong();
        } else if (type == IntUnaryOperator.class) {
            IntUnaryOperator body = (IntUnaryOperator) host;
            return (x, _) -> body.applyAsInt((int) x);
        } else if (type == LongUnaryOperator.class) {
            LongUnaryOperator body = (LongUnaryOperator) host;
            return (x, _) -> body.applyAsLong(x);
        } else if (type == IntBinaryOperator.class) {
            IntBinaryOperator body = (IntBinaryOperator) host;
            return (x, y) -> body.applyAsInt((int) x, (int) y);
        } else if (type == LongBinaryOperator.class) {
            LongBinaryOperator body = (LongBinaryOperator) host;
            return body::applyAsLong;
        }
        return null;
    }

    /// A function as an object of an interface, whose method has exactly the function's natural type.
    ///
    /// @param func   the function
    /// @param type   the interface
    /// @param wanted the type of its method
    /// @return the object, or null if it is another interface or does not fit
    static @Nullable Object guest(Func func, Class<?> type, MethodType wanted) {
        if (!type.getName().startsWith("java.")
                || !SlotHandles.guestType(func.store(), func.type()).equals(wanted)) {
            return null;
        }
        Store<?> store = func.store();
        VmFunc vm = func.vm();
        if (type == Runnable.class) {
            return (Runnable) () -> call(store, vm, 0, 0);
        } else if (type == IntConsumer.class) {
            return (IntConsumer) x -> call(store, vm, x, 0);
        } else if (type == LongConsumer.class) {
            return (LongConsumer) x -> call(store, vm, x, 0);
        } else if (type == IntSupplier.class) {
            return (IntSupplier) () -> (int) call(store, vm, 0, 0);
        } else if (type == LongSupplier.class) {
            return (LongSupplier) () -> call(store, vm, 0, 0);
        } else if (type == DoubleSupplier.class) {
            return (DoubleSupplier) () -> Double.longBitsToDouble(call(store, vm, 0, 0));
        } else if (type == IntUnaryOperator.class) {
            return (IntUnaryOperator) x -> (int) call(store, vm, x, 0);
        } else if (type == LongUnaryOperator.class) {
            return (LongUnaryOperator) x -> call(store, vm, x, 0);
        } else if (type == DoubleUnaryOperator.class) {
            return (DoubleUnaryOperator)
                    x -> Double.longBitsToDouble(call(store, vm, Double.doubleToRawLongBits(x), 0));
        } else if (type == IntBinaryOperator.class) {
            return (IntBinaryOperator) (x, y) -> (int) call(store, vm, x, y);
        } else if (type == LongBinaryOperator.class) {
            return (LongBinaryOperator) (x, y) -> call(store, vm, x, y);
        } else if (type == DoubleBinaryOperator.class) {
            return (DoubleBinaryOperator) (x, y) -> Double.longBitsToDouble(
                    call(store, vm, Double.doubleToRawLongBits(x), Double.doubleToRawLongBits(y)));
        }
        return null;
    }

    private static long call(Store<?> store, VmFunc vm, long first, long second) {
        return HostCalls.enter(store, vm, first, second, 0, 0);
    }
}
