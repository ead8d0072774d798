package dev.gantry.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.runtime.StubSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// What profilers are told of code that belongs to no module.
class StubNamesTest {
    @Test
    void aSinkIsToldOfWhatThereIsAndOfWhatComesOnce() {
        StubNames names = new StubNames();
        names.add(16, 4, "first");
        names.add(32, 4, "gone");
        names.remove(32);
        List<String> told = new ArrayList<>();
        StubSink sink = (address, bytes, name) -> told.add(name + " " + address + " " + bytes);
        names.watch(sink);
        names.watch(sink);
        names.add(32, 8, "second");
        assertThat(told).containsExactly("first 16 4", "second 32 8");
    }

    /// Each part of the stubs has its own name, and the names leave no gaps.
    @Test
    @EnabledIf("dev.gantry.runtime.platform.Platform#isAvailable")
    void allCodeOfTheProcessHasAName() {
        Signals.install();
        Map<String, Long> ends = new HashMap<>();
        Map<String, Long> starts = new HashMap<>();
        try (Trampolines trampolines = new Trampolines()) {
            long before = trampolines.arrayCall("fffi>dd");
            StubNames.watchProcess((address, bytes, name) -> {
                starts.put(name, address);
                ends.put(name, address + bytes);
            });
            long after = trampolines.hostCall("ffil>dd");
            assertThat(starts).containsEntry("trampoline array fffi>dd", before);
            assertThat(starts).containsEntry("trampoline host ffil>dd", after);
        }
        Stubs stubs = Stubs.ofProcess();
        assertThat(starts)
                .containsEntry("enter", stubs.enter)
                .containsEntry("resume", stubs.resume)
                .containsEntry("request", stubs.request)
                .containsEntry("landing pad", stubs.landingPad)
                .containsKeys("builtin memory_grow", "builtin gc_check_foreign", "signal handler");
        assertThat(starts).containsEntry("resume", ends.get("enter"));
        assertThat(ends).containsEntry("builtin gc_check_foreign", stubs.builtinTable);
    }
}
