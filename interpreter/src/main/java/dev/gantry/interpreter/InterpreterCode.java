package dev.gantry.interpreter;

import dev.gantry.environ.artifact.Artifact;
import dev.gantry.environ.spi.FuncKey;
import dev.gantry.runtime.vm.LoadedCode;
import dev.gantry.runtime.vm.VmFunc;
import dev.gantry.runtime.vm.VmInstance;
import dev.gantry.wasm.Bug;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The register code of a module. A function's code is read from the artifact when it is first needed; all
/// instances share it.
///
/// Threading: thread-safe; two threads may read the same code, then one of the copies is dropped.
final class InterpreterCode implements LoadedCode {
    private final Artifact artifact;
    private final AtomicReferenceArray<FunctionCode> functions;
    private final int importedFuncs;

    InterpreterCode(Artifact artifact) {
        this.artifact = artifact;
        this.importedFuncs = artifact.module().def().importedFuncs();
        this.functions =
                new AtomicReferenceArray<>(artifact.module().def().funcs().size());
    }

    @Override
    public VmFunc function(VmInstance instance, int definedIndex) {
        return new InterpreterFunc(instance, importedFuncs + definedIndex, code(definedIndex));
    }

    private FunctionCode code(int definedIndex) {
        FunctionCode code = functions.get(definedIndex);
        if (code == null) {
            Artifact.Location location = artifact.functions().find(new FuncKey.WasmFunction(definedIndex));
            if (location == null) {
                throw Bug.unreachable("function " + definedIndex + " without code");
            }
            code = FunctionCode.fromBytes(artifact.code(location), location.addressMap());
            functions.set(definedIndex, code);
        }
        return code;
    }
}
