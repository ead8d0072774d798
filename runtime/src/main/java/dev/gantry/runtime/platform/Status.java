package dev.gantry.runtime.platform;

/// What [Machine#enter] and [Machine#resume] return: `number << 8 | kind`, or [#DONE].
public final class Status {
    /// The call has returned; its results are in the slots.
    public static final long DONE = 0;

    /// The kind of a request for a builtin; the number is that of the builtin.
    public static final int BUILTIN = 1;

    /// The kind of a request for a host function; the number is the function's id in its store, without sign.
    public static final int HOST = 2;

    /// The kind of a fault; the number is that of the signal. The call cannot go on behind it.
    public static final int FAULT = 3;

    /// The kind of a call that was not begun, because the stack is used up to its limit.
    public static final int EXHAUSTED = 4;

    private static final int KIND_BITS = 8;

    private Status() {}

    /// What kind of status it is.
    ///
    /// @param status what was returned
    /// @return one of the kinds, or 0 for [#DONE]
    public static int kind(long status) {
        return (int) status & ((1 << KIND_BITS) - 1);
    }

    /// What the kind is about.
    ///
    /// @param status what was returned
    /// @return the number of the builtin, the host function or the signal
    public static int number(long status) {
        return (int) (status >>> KIND_BITS);
    }

    /// A status.
    ///
    /// @param kind   the kind
    /// @param number the number
    /// @return both
    static int of(int kind, int number) {
        return number << KIND_BITS | kind;
    }
}
