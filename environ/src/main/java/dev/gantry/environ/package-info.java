/// Translation of modules into compile inputs, layouts, the type registry, tunables and artifacts. Generates no code.
package dev.gantry.environ;
