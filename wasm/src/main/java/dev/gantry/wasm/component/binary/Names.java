package dev.gantry.wasm.component.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.component.ExternName;
import dev.gantry.wasm.component.Sort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what occurs in sections of all kinds: names, sorts, flags and the bytes that choose a form.
///
/// Threading: stateless.
final class Names {
    /// The first bytes of a name without attributes; both mean the same.
    private static final int PLAIN = 0x00;

    private static final int PLAIN_TOO = 0x01;
    private static final int WITH_ATTRIBUTES = 0x02;

    private Names() {}

    /// A byte that chooses no form.
    static MalformedException invalidByte(ByteReader in, int value, String what, int start) {
        return in.fail(Failure.INVALID_LEADING_BYTE, "0x%x for %s".formatted(value, what), start);
    }

    static String readName(ByteReader in) {
        int start = in.offset();
        String name = in.readName();
        int length = in.offset() - start;
        if (length > Limits.NAME_BYTES) {
            throw limitExceeded(length, Limits.NAME_BYTES, "bytes of a name", start);
        }
        return name;
    }

    static ValidationException limitExceeded(long count, int limit, String what, int start) {
        return new ValidationException(
                Failure.IMPLEMENTATION_LIMIT,
                count + " " + what + ", at most " + limit,
                start,
                ValidationException.NO_FUNC,
                null);
    }

    static ExternName readExternName(ByteReader in) {
        int start = in.offset();
        int form = in.readByte();
        return switch (form) {
            case PLAIN, PLAIN_TOO -> ExternName.of(readName(in));
            case WITH_ATTRIBUTES -> new ExternName(readName(in), readAttributes(in));
            default -> throw invalidByte(in, form, "component name", start);
        };
    }

    private static List<ExternName.Attribute> readAttributes(ByteReader in) {
        int count = in.readCount(2, Limits.NAME_ATTRIBUTES, "attributes of a name");
        List<ExternName.Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = in.offset();
            int kind = in.readByte();
            attributes.add(
                    switch (kind) {
                        case 0x00 -> new ExternName.Attribute.Implements(readName(in));
                        case 0x01 -> new ExternName.Attribute.VersionSuffix(readName(in));
                        case 0x02 -> new ExternName.Attribute.ExternalId(readName(in));
                        default -> throw invalidByte(in, kind, "name option", start);
                    });
        }
        return attributes;
    }

    /// Reads a sort of components, or a zero byte and a core sort.
    static Sort readSort(ByteReader in, String what) {
        int start = in.offset();
        int code = in.readByte();
        if (code == 0) {
            return readCoreSort(in, what);
        }
        return require(Sort.of(code), in, code, what, start);
    }

    static Sort readCoreSort(ByteReader in, String what) {
        int start = in.offset();
        int code = in.readByte();
        return require(Sort.ofCore(code), in, code, what, start);
    }

    private static Sort require(@Nullable Sort sort, ByteReader in, int code, String what, int start) {
        if (sort == null) {
            throw invalidByte(in, code, what, start);
        }
        return sort;
    }

    static boolean readFlag(ByteReader in, String what) {
        int start = in.offset();
        int value = in.readByte();
        if (value > 1) {
            throw invalidByte(in, value, what, start);
        }
        return value == 1;
    }
}
