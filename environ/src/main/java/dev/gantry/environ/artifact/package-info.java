/// Artifacts: what a compiler made of a module, linked in an order that does not depend on the order of compilation.
package dev.gantry.environ.artifact;
