package dev.gantry.wasi.internal;

/// The standard input as a descriptor. Closing it leaves the stream open, which is the embedder's.
final class InputDescriptor extends Descriptor {
    private final InputSource source;
    private final boolean isInherited;

    InputDescriptor(InputSource source, boolean isInherited) {
        super(Rights.STDIN, Rights.NONE, 0);
        this.source = source;
        this.isInherited = isInherited;
    }

    InputSource source() {
        return source;
    }

    @Override
    FileType type() {
        return isInherited && Terminal.isTerminal(0) ? FileType.CHARACTER_DEVICE : FileType.UNKNOWN;
    }

    @Override
    FileStat stat() {
        return FileStat.ofStream(type());
    }

    @Override
    public void close() {
        // The stream is not ours.
    }
}
