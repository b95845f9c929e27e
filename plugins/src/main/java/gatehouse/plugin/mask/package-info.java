/// Masks sensitive values in what passes and in what is logged. [DataMasking] is the plugin; each
/// format has a masker of its own that works on the stream, piece by piece: [JsonMasker],
/// [LineMasker], [EventMasker], [FormMasker], [XmlMasker]. What they find values with is in
/// `detect`.
@NullMarked
package gatehouse.plugin.mask;

import org.jspecify.annotations.NullMarked;
