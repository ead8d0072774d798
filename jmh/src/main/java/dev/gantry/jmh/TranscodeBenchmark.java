package dev.gantry.jmh;

import dev.gantry.Store;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A string to a component and back, in each encoding of the component.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class TranscodeBenchmark {
    /// A string and a function.
    public static class Text extends EngineState {
        /// How the component keeps strings.
        @Param({"utf8", "utf16", "latin1+utf16"})
        public String encoding;

        /// What is in the string.
        @Param({"ASCII", "Latin-1", "Greek"})
        public String content;

        /// How long it is.
        @Param("65536")
        public int characters;

        private Store<Void> store;
        private ComponentGuest.Strings echo;
        private String text;

        @Setup(Level.Trial)
        public void find() {
            echo = ComponentGuest.instantiate(engine(), encoding, "typed", made -> store = made)
                    .func("string")
                    .as(ComponentGuest.Strings.class);
            String unit = switch (content) {
                case "ASCII" -> "plain ascii text";
                case "Latin-1" -> "naïve café façon";
                case "Greek" -> "αλφα βητα γαμμα ";
                default -> throw new IllegalArgumentException(content);
            };
            text = unit.repeat(characters / unit.length());
        }

        @TearDown(Level.Trial)
        public void close() {
            store.close();
        }
    }

    @Benchmark
    public String thereAndBack(Text state) {
        return state.echo.call(state.text);
    }
}
