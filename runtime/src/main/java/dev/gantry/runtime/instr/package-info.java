/// What instructions do to the state of a store, as methods with plain operands: for strategies that execute them in
/// Java, all of them or some.
package dev.gantry.runtime.instr;
