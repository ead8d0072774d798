package dev.gantry.cli;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `-W`, `-O` and `-D` set, besides the features of the language.
enum Setting {
    // spotless:off
    FUEL                      (Group.W, Kind.COUNT,    "none",     "trap after this many units, about one per instruction"),
    TIMEOUT                   (Group.W, Kind.DURATION, "none",     "interrupt the guest after this time"),
    MAX_MEMORY_SIZE           (Group.W, Kind.SIZE,     "4GiB",     "largest size of one memory"),
    MAX_TABLE_ELEMENTS        (Group.W, Kind.COUNT,    "10000000", "largest size of one table"),
    MAX_INSTANCES             (Group.W, Kind.COUNT,    "10000",    "how many instances a store may hold"),
    MAX_WASM_STACK            (Group.W, Kind.SIZE,     "1MiB",     "stack for calls inside wasm"),
    TRAP_ON_GROW_FAILURE      (Group.W, Kind.FLAG,     "n",        "a refused memory.grow or table.grow is an error"),
    NAN_CANONICALIZATION      (Group.W, Kind.FLAG,     "n",        "every NaN result is the canonical one"),
    RELAXED_SIMD_DETERMINISTIC(Group.W, Kind.FLAG,     "y",        "relaxed vector instructions agree on all platforms"),
    OPT_LEVEL                 (Group.O, Kind.LEVEL,    "2",        "effort of compilers: 0, 1 or 2"),
    SIGNALS_BASED_TRAPS       (Group.O, Kind.FLAG,     "auto",     "machine code finds traps by signals; auto: where it can"),
    TABLE_LAZY_INIT           (Group.O, Kind.FLAG,     "y",        "elements of tables are made when first read"),
    CACHE                     (Group.O, Kind.FLAG,     "y",        "compiled modules are kept for later runs; gantry cache shows them"),
    PARALLEL_COMPILATION      (Group.O, Kind.FLAG,     "y",        "functions are compiled by several threads"),
    GC_HEAP_INITIAL_SIZE      (Group.O, Kind.SIZE,     "64KiB",    "size that a heap of GC objects begins with"),
    GC_HEAP_MAX_SIZE          (Group.O, Kind.SIZE,     "4GiB",     "largest size of a heap of GC objects"),
    GC_ZEAL                   (Group.O, Kind.COUNT,    "0",        "collect at every Nth allocation, and check the heap"),
    MAX_BACKTRACE_FRAMES      (Group.D, Kind.COUNT,    "200",      "frames that a backtrace keeps"),
    PERF_MAP                  (Group.D, Kind.FLAG,     "n",        "perf learns the names of functions: /tmp/perf-PID.map");
    // spotless:on

    /// The option that sets it.
    enum Group {
        /// The guest: what it may use and how it behaves.
        W,
        /// How it is made fast.
        O,
        /// Help for debugging.
        D
    }

    /// The form of the value.
    enum Kind {
        /// `y` or `n`.
        FLAG("y|n", "y or n"),
        /// A number.
        COUNT("N", "a number"),
        /// Bytes, with a suffix.
        SIZE("SIZE", "a size such as 64MiB"),
        /// A time with a unit.
        DURATION("TIME", "a time such as 10s or 500ms"),
        /// 0 to 2.
        LEVEL("0..2", "0, 1 or 2");

        private final String label;
        private final String expected;

        Kind(String label, String expected) {
            this.label = label;
            this.expected = expected;
        }

        /// What was wanted, and what was there instead.
        String mismatch(@Nullable String found) {
            return "expected " + expected + ", found " + (found == null || found.isEmpty() ? "nothing" : found);
        }

        @Override
        public String toString() {
            return label;
        }
    }

    private final Group group;
    private final Kind kind;
    private final String defaultText;
    private final String description;

    Setting(Group group, Kind kind, String defaultText, String description) {
        this.group = group;
        this.kind = kind;
        this.defaultText = defaultText;
        this.description = description;
    }

    /// The option that sets it.
    Group group() {
        return group;
    }

    /// The form of the value.
    Kind kind() {
        return kind;
    }

    /// The value that holds when nothing is set, as text.
    String defaultText() {
        return defaultText;
    }

    /// What it does.
    String description() {
        return description;
    }

    /// The name on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The setting of a group with a name.
    ///
    /// @return the setting, or null if there is none
    static @Nullable Setting named(Group group, String name) {
        for (Setting setting : values()) {
            if (setting.group == group && setting.toString().equals(name)) {
                return setting;
            }
        }
        return null;
    }

    /// Reads a value.
    ///
    /// @param text what stands behind the `=`, or null if nothing does
    /// @return a number: for flags 0 or 1, for sizes bytes, for times nanoseconds
    /// @throws CommandException if it is no value of this setting
    long parse(@Nullable String text) {
        try {
            return switch (kind) {
                case FLAG -> parseFlag(text) ? 1 : 0;
                case COUNT -> parseCount(text);
                case SIZE -> parseSize(text);
                case DURATION -> parseDuration(text).toNanos();
                case LEVEL -> parseLevel(text);
            };
        } catch (NumberFormatException | ArithmeticException e) {
            throw new CommandException("-" + group + " " + this + ": " + kind.mismatch(text), ExitCodes.USAGE);
        }
    }

    static boolean parseFlag(@Nullable String text) {
        return switch (text == null ? "y" : text) {
            case "y", "yes", "true", "on" -> true;
            case "n", "no", "false", "off" -> false;
            default -> throw new NumberFormatException();
        };
    }

    private static long parseCount(@Nullable String text) {
        long count = Long.parseLong(text == null ? "" : text.replace("_", ""));
        if (count < 0) {
            throw new NumberFormatException();
        }
        return count;
    }

    private static long parseLevel(@Nullable String text) {
        long level = parseCount(text);
        if (level > 2) {
            throw new NumberFormatException();
        }
        return level;
    }

    private static long parseSize(@Nullable String text) {
        String number = text == null ? "" : text.toLowerCase(Locale.ROOT).replaceFirst("i?b$", "");
        int shift = number.isEmpty() ? 0 : 10 * ("kmgt".indexOf(number.charAt(number.length() - 1)) + 1);
        long count = parseCount(shift == 0 ? number : number.substring(0, number.length() - 1));
        return Math.multiplyExact(count, 1L << shift);
    }

    private static Duration parseDuration(@Nullable String text) {
        String unit = text == null ? "" : text.replaceFirst("^[0-9_]*", "");
        long count = parseCount(text == null ? "" : text.substring(0, text.length() - unit.length()));
        return switch (unit) {
            case "ns" -> Duration.ofNanos(count);
            case "us" -> Duration.ofNanos(Math.multiplyExact(count, 1_000L));
            case "ms" -> Duration.ofMillis(count);
            case "", "s" -> Duration.ofSeconds(count);
            case "m", "min" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> throw new NumberFormatException();
        };
    }
}
