package dev.gantry.runtime.component;

import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmMemory;
import dev.gantry.wasm.component.StringEncoding;
import org.jspecify.annotations.Nullable;

/// The options of a lifted or lowered function, found for one instance.
///
/// @param instance   the instance that the function belongs to
/// @param encoding   how strings are encoded
/// @param memory     where values are that are not passed as core values; null if there are none
/// @param is64       whether the memory has 64-bit addresses
/// @param realloc    makes room in the memory, or null
/// @param postReturn is called when the results have been read, or null
record CanonOptions(
        InstanceState instance,
        StringEncoding encoding,
        @Nullable VmMemory memory,
        boolean is64,
        @Nullable VmFunc realloc,
        @Nullable VmFunc postReturn) {}
