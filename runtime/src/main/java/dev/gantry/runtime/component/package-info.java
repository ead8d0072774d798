/// Components while they run: instances, resources, and the canonical ABI between Java values and guest
/// memory.
///
/// ```
///   host value ──Codec.lower/store──▶ core values, memory ──▶ guest
///        guest ──▶ core values, memory ──Codec.lift/load──▶ host value
/// ```
///
/// A [dev.gantry.runtime.component.Codec] is made once for a type and a Java view of it; the view is the
/// host's (one of the nested interfaces of [dev.gantry.runtime.component.Codecs]), everything that the
/// canonical ABI demands happens here.
package dev.gantry.runtime.component;
