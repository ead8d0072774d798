/// Translation of modules into compile inputs, layouts, the type registry and tunables. Generates no code.
package dev.gantry.environ;
