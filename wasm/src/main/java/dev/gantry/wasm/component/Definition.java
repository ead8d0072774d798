package dev.gantry.wasm.component;

import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ModuleDef;
import java.util.List;

/// What a component consists of. Each definition adds to one index space; [Start] adds as many values as it says, and
/// [Export] adds to the space of what it exports.
public sealed interface Definition
        permits Definition.CoreModule,
                Definition.Component,
                Definition.Start,
                Definition.Value,
                Declaration,
                CoreInstanceDef,
                InstanceDef,
                Canon,
                Export {
    /// Where the definition starts.
    ///
    /// @return bytes from the start of the outermost binary
    int offsetBytes();

    /// An embedded core module.
    ///
    /// @param range       where its binary is, in the bytes of the outermost component
    /// @param module      the decoded module; its offsets too count from the start of the outermost component
    /// @param offsetBytes where the module starts
    record CoreModule(CodeRange range, ModuleDef module, int offsetBytes) implements Definition {}

    /// A nested component.
    ///
    /// @param component   the component
    /// @param offsetBytes where it starts
    record Component(ComponentDef component, int offsetBytes) implements Definition {}

    /// A call at instantiation.
    ///
    /// @param func        the function's index
    /// @param args        the indices of the values it is given
    /// @param results     how many values it adds
    /// @param offsetBytes where the definition starts
    record Start(int func, List<Integer> args, int results, int offsetBytes) implements Definition {
        /// Copies the list.
        public Start {
            args = List.copyOf(args);
        }
    }

    /// A constant value.
    ///
    /// @param type        its type
    /// @param content     where its encoding is
    /// @param offsetBytes where the definition starts
    record Value(ValueType type, CodeRange content, int offsetBytes) implements Definition {}
}
