package dev.gantry.wast;

import dev.gantry.Engine;
import dev.gantry.Module;
import dev.gantry.component.Component;
import java.util.function.BiFunction;

/// How scripts get what they define.
///
/// @param modules    makes modules from their binary form
/// @param components makes components from their binary form
record Loader(BiFunction<Engine, byte[], Module> modules, BiFunction<Engine, byte[], Component> components) {}
