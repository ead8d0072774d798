package dev.gantry.wasi.internal;

/// The two snapshots of preview 1 that modules import from, and what differs between them: the numbers of `whence`, the
/// width of the link count in `filestat`, and the clock subscription, which once had an identifier of its own.
enum Abi {
    /// `wasi_unstable`.
    UNSTABLE("wasi_unstable", 56, 56),
    /// `wasi_snapshot_preview1`.
    PREVIEW1("wasi_snapshot_preview1", 64, 48);

    private final String module;
    private final int filestatBytes;
    private final int subscriptionBytes;

    Abi(String module, int filestatBytes, int subscriptionBytes) {
        this.module = module;
        this.filestatBytes = filestatBytes;
        this.subscriptionBytes = subscriptionBytes;
    }

    /// The name of the module that guests import.
    String module() {
        return module;
    }

    /// Whether the snapshot has a function.
    boolean has(Preview1 function) {
        return this != UNSTABLE || function != Preview1.SOCK_ACCEPT;
    }

    int filestatBytes() {
        return filestatBytes;
    }

    int subscriptionBytes() {
        return subscriptionBytes;
    }

    /// Where the fields of a clock subscription start, within the subscription.
    int clockOffset() {
        return this == UNSTABLE ? 24 : 16;
    }

    /// Decodes `whence`.
    Whence whence(int value) {
        Whence[] order = this == UNSTABLE
                ? new Whence[] {Whence.CURRENT, Whence.END, Whence.START}
                : new Whence[] {Whence.START, Whence.CURRENT, Whence.END};
        if (value < 0 || value >= order.length) {
            throw Errno.INVAL.error();
        }
        return order[value];
    }

    /// What an offset is relative to.
    enum Whence {
        START,
        CURRENT,
        END
    }
}
