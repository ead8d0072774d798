package dev.gantry.runtime.platform;

import dev.gantry.runtime.ResourceException;
import java.lang.invoke.MethodHandle;

/// A system that gives fewer addresses, no pages with code, or no handlers of signals.
record StrictPlatform(Platform real, long mostBytes, boolean executes, boolean handles) implements Platform {
    static StrictPlatform withAddresses(long mostBytes) {
        return new StrictPlatform(Platform.current(), mostBytes, true, true);
    }

    static StrictPlatform withoutCode() {
        return new StrictPlatform(Platform.current(), Long.MAX_VALUE, false, true);
    }

    static StrictPlatform withoutHandlers() {
        return new StrictPlatform(Platform.current(), Long.MAX_VALUE, true, false);
    }

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
        if (!handles) {
            throw new ResourceException("no handlers");
        }
        real.setSignalHandler(signal, handler);
    }

    @Override
    public MethodHandle function(long address) {
        return real.function(address);
    }
}
