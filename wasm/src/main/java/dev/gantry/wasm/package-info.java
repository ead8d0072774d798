/// The instruction table, features, failures and exceptions.
package dev.gantry.wasm;
