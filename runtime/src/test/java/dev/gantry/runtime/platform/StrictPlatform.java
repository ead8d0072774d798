package dev.gantry.runtime.platform;

import dev.gantry.runtime.ResourceException;
import java.lang.invoke.MethodHandle;

/// A system that gives fewer addresses, or no pages with code.
record StrictPlatform(Platform real, long mostBytes, boolean executes) implements Platform {
    @Override
    public int pageBytes() {
        return real.pageBytes();
    }

    @Override
    public long reserve(long bytes) {
        if (bytes > mostBytes) {
            throw new ResourceException("too much");
        }
        return real.reserve(bytes);
    }

    @Override
    public void protect(long address, long bytes, Protection protection) {
        if (!executes && protection == Protection.READ_EXECUTE) {
            throw new ResourceException("no code");
        }
        real.protect(address, bytes, protection);
    }

    @Override
    public void discard(long address, long bytes) {
        real.discard(address, bytes);
    }

    @Override
    public boolean retract(long address, long bytes) {
        return real.retract(address, bytes);
    }

    @Override
    public void release(long address, long bytes) {
        real.release(address, bytes);
    }

    @Override
    public long allocate(long bytes) {
        return real.allocate(bytes);
    }

    @Override
    public void free(long address) {
        real.free(address);
    }

    @Override
    public int[] faultSignals() {
        return real.faultSignals();
    }

    @Override
    public long signalHandler(int signal) {
        return real.signalHandler(signal);
    }

    @Override
    public long signalRestorer(int signal) {
        return real.signalRestorer(signal);
    }

    @Override
    public void setSignalHandler(int signal, long handler) {
        real.setSignalHandler(signal, handler);
    }

    @Override
    public MethodHandle function(long address) {
        return real.function(address);
    }
}
