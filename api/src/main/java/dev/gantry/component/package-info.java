/// Components: compiled, given what they import, instantiated, called.
///
/// ```
/// Component.of(engine, bytes) ──Linker──▶ Instance ──func("f")──▶ Func.call(Val…), Func.as(Interface.class)
/// ```
package dev.gantry.component;
