/// What all machines share: [dev.gantry.asm.CodeBuffer] holds code under construction, [dev.gantry.asm.Label]s are
/// places in it, and a [dev.gantry.asm.FixupKind] is how a machine encodes the way from one place to another.
package dev.gantry.asm;
