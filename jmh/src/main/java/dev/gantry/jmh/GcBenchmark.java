package dev.gantry.jmh;

import dev.gantry.Instance;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/// What objects of the collected heap cost guests, for each collector: one struct, one array of 8 elements, one
/// reference written to a field (with the collector's barrier), one read and cast, a binary tree made and counted
/// while a larger one is live. The loop in wasm is part of the figure, collections are too.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class GcBenchmark {
    private static final int OBJECTS = 20_000;
    private static final int DEPTH = 10;
    private static final int KEPT_DEPTH = 14;

    /// A module with all loops.
    public static class Loops extends CollectedState {
        private IntConsumer newStruct;
        private IntConsumer newArray;
        private IntConsumer writeReference;
        private IntConsumer readAndCast;
        private IntUnaryOperator tree;

        @Override
        String text() {
            return """
                    (module
                      (type $node (struct (field $next (mut (ref null $node))) (field $value (mut i64))))
                      (type $bytes (array (mut i64)))
                      (type $tree (struct (field $left (ref null $tree)) (field $right (ref null $tree))))
                      (global $root (mut (ref null $node)) (ref.null $node))
                      (global $kept (mut (ref null $tree)) (ref.null $tree))
                      (func (export "new struct") (param $left i32)
                        (loop $again
                          (global.set $root (struct.new $node (ref.null $node) (i64.const 1)))
                          (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
                      (func (export "new array") (param $left i32)
                        (loop $again
                          (drop (array.new $bytes (i64.const 1) (i32.const 8)))
                          (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
                      (func (export "write reference") (param $left i32) (local $node (ref null $node))
                        (local.set $node (struct.new $node (ref.null $node) (i64.const 1)))
                        (loop $again
                          (struct.set $node $next (local.get $node) (local.get $node))
                          (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
                        (struct.set $node $next (local.get $node) (ref.null $node)))
                      (func (export "read and cast") (param $left i32) (local $node (ref null $node))
                        (local.set $node (struct.new $node (ref.null $node) (i64.const 1)))
                        (struct.set $node $next (local.get $node) (local.get $node))
                        (loop $again
                          (local.set $node (ref.cast (ref $node) (struct.get $node $next (local.get $node))))
                          (br_if $again (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
                        (struct.set $node $next (local.get $node) (ref.null $node)))
                      (func $make (param $depth i32) (result (ref $tree))
                        (if (result (ref $tree)) (local.get $depth)
                          (then (struct.new $tree
                            (call $make (i32.sub (local.get $depth) (i32.const 1)))
                            (call $make (i32.sub (local.get $depth) (i32.const 1)))))
                          (else (struct.new_default $tree))))
                      (func $count (param $tree (ref null $tree)) (result i32)
                        (if (result i32) (ref.is_null (local.get $tree))
                          (then (i32.const 0))
                          (else (i32.add (i32.const 1) (i32.add
                            (call $count (struct.get $tree $left (local.get $tree)))
                            (call $count (struct.get $tree $right (local.get $tree))))))))
                      (func (export "keep") (param $depth i32)
                        (global.set $kept (call $make (local.get $depth))))
                      (func (export "tree") (param $depth i32) (result i32)
                        (call $count (call $make (local.get $depth)))))""";
        }

        @Override
        void instantiated(Instance instance) {
            newStruct = function(instance, "new struct");
            newArray = function(instance, "new array");
            writeReference = function(instance, "write reference");
            readAndCast = function(instance, "read and cast");
            tree = instance.func("tree").as(IntUnaryOperator.class);
            function(instance, "keep").accept(KEPT_DEPTH);
        }
    }

    @Benchmark
    @OperationsPerInvocation(OBJECTS)
    public void newStruct(Loops state) {
        state.allocating(OBJECTS);
        state.newStruct.accept(OBJECTS);
    }

    @Benchmark
    @OperationsPerInvocation(OBJECTS)
    public void newArray(Loops state) {
        state.allocating(4 * OBJECTS); // larger ones
        state.newArray.accept(OBJECTS);
    }

    @Benchmark
    @OperationsPerInvocation(OBJECTS)
    public void writeReference(Loops state) {
        state.writeReference.accept(OBJECTS);
    }

    @Benchmark
    @OperationsPerInvocation(OBJECTS)
    public void readAndCast(Loops state) {
        state.readAndCast.accept(OBJECTS);
    }

    @Benchmark
    public int binaryTree(Loops state) {
        state.allocating(1 << (DEPTH + 1));
        return state.tree.applyAsInt(DEPTH);
    }
}
