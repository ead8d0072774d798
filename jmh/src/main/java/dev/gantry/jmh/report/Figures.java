package dev.gantry.jmh.report;

import java.util.Locale;

/// How figures are written: three significant digits and a unit that suits.
public final class Figures {
    private static final String[] TIME_UNITS = {"ns", "µs", "ms", "s"};
    private static final String[] RATE_UNITS = {"elem/s", "Kelem/s", "Melem/s", "Gelem/s"};

    private Figures() {}

    /// A time.
    ///
    /// @param nanos nanoseconds
    /// @return for example `28.7 ns` or `1.20 ms`
    public static String time(double nanos) {
        return scaled(nanos, TIME_UNITS);
    }

    /// A throughput.
    ///
    /// @param perSecond elements per second
    /// @return for example `343 Kelem/s`
    public static String rate(double perSecond) {
        return scaled(perSecond, RATE_UNITS);
    }

    /// A ratio.
    ///
    /// @param ratio the ratio
    /// @return for example `8.31 ×`
    public static String ratio(double ratio) {
        return digits(ratio) + " ×";
    }

    private static String scaled(double value, String[] units) {
        double left = value;
        int unit = 0;
        while (Math.abs(left) >= 999.5 && unit < units.length - 1) {
            left /= 1_000;
            unit++;
        }
        return digits(left) + " " + units[unit];
    }

    /// A number with three significant digits, and all digits before the point.
    ///
    /// @param value the number
    /// @return its text
    public static String digits(double value) {
        double size = Math.abs(value);
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 || size == 0 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
