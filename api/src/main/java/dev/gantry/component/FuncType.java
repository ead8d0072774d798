package dev.gantry.component;

import java.util.List;
import java.util.Optional;

/// A type of functions of components.
///
/// Threading: immutable.
///
/// @param params  the parameters
/// @param result  the result
/// @param isAsync whether the function may block
public record FuncType(List<Type.Field> params, Optional<Type> result, boolean isAsync) {}
