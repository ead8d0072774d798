package dev.gantry.component;

import org.jspecify.annotations.Nullable;

/// A `result` as Java sees it in typed calls. A payload that the type does not have is null.
///
/// Threading: immutable.
///
/// @param <T> the class of what success carries; [Void] if nothing
/// @param <E> the class of what failure carries; [Void] if nothing
public sealed interface Result<T extends @Nullable Object, E extends @Nullable Object> {
    /// Success.
    ///
    /// @param value what it carries
    /// @param <T>   the class of what success carries
    /// @param <E>   the class of what failure carries
    record Ok<T extends @Nullable Object, E extends @Nullable Object>(T value) implements Result<T, E> {}

    /// Failure.
    ///
    /// @param error what it carries
    /// @param <T>   the class of what success carries
    /// @param <E>   the class of what failure carries
    record Err<T extends @Nullable Object, E extends @Nullable Object>(E error) implements Result<T, E> {}

    /// Success.
    ///
    /// @param value what it carries
    /// @param <T>   the class of what success carries
    /// @param <E>   the class of what failure carries
    /// @return the result
    static <T extends @Nullable Object, E extends @Nullable Object> Result<T, E> ok(T value) {
        return new Ok<>(value);
    }

    /// Failure.
    ///
    /// @param error what it carries
    /// @param <T>   the class of what success carries
    /// @param <E>   the class of what failure carries
    /// @return the result
    static <T extends @Nullable Object, E extends @Nullable Object> Result<T, E> err(E error) {
        return new Err<>(error);
    }
}
