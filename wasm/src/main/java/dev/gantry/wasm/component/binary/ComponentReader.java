package dev.gantry.wasm.component.binary;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.Limits;
import dev.gantry.wasm.MalformedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ByteReader;
import dev.gantry.wasm.binary.FeatureGate;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.binary.ModuleTypeReader;
import dev.gantry.wasm.component.Alias;
import dev.gantry.wasm.component.ComponentCustomSection;
import dev.gantry.wasm.component.ComponentDef;
import dev.gantry.wasm.component.CoreInstanceDef;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.Export;
import dev.gantry.wasm.component.InstanceDef;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.ValueType;
import dev.gantry.wasm.module.CodeRange;
import dev.gantry.wasm.module.ModuleDef;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Reads the binary format of a component.
///
/// ```
/// preamble, then sections in any order ──▶ ComponentTypeReader  types, declarations, imports
///                                      ──▶ CanonReader          canonical definitions
///                                      ──▶ ModuleReader         core modules
///                                      ──▶ ComponentReader      nested components
/// ```
///
/// Nested components and types are read by recursion, whose depth is limited ([Limits#COMPONENT_NESTING]).
///
/// Threading: confined to one thread; [#read] may be called by several.
public final class ComponentReader {
    private static final int HEADER_BYTES = 8;
    private static final int MAGIC_BYTES = 4;
    /// `\0asm`, little-endian.
    private static final int MAGIC = 0x6D73_6100;
    /// Version 13 of layer 1, little-endian.
    private static final int VERSION = 0x0001_000D;
    private static final int MODULE_VERSION = 0x0000_0001;

    private final byte[] bytes;
    private final boolean isOutline;
    private final Set<WasmFeature> features;
    private final ComponentTypeReader types;
    private final CanonReader canons;

    private ComponentReader(byte[] bytes, boolean isOutline, Set<WasmFeature> features) {
        this.bytes = bytes;
        this.isOutline = isOutline;
        this.features = features;
        ModuleTypeReader coreTypes = new ModuleTypeReader(new FeatureGate(features));
        this.types = new ComponentTypeReader(coreTypes);
        this.canons = new CanonReader(coreTypes);
    }

    /// Whether bytes start like a component: with the magic number, and a version of the layer of components.
    ///
    /// @param bytes the bytes
    /// @return false for modules, and for what is too short to tell
    public static boolean isComponent(byte[] bytes) {
        if (bytes.length < HEADER_BYTES) {
            return false;
        }
        ByteReader in = new ByteReader(bytes, 0, HEADER_BYTES);
        return in.readFixed32() == MAGIC && in.readFixed32() >>> 16 == VERSION >>> 16;
    }

    /// Reads a component.
    ///
    /// @param bytes    the binary; the component keeps it and nobody may write to it any more
    /// @param features the features that are on
    /// @return the component, not yet validated
    /// @throws MalformedException  if the bytes are no component; [Failure#MODULE_INSTEAD_OF_COMPONENT] if they are
    ///                             a module
    /// @throws ValidationException if it exceeds an implementation limit, or a core module or core type in it has
    ///                             forms of a disabled feature
    public static ComponentDef read(byte[] bytes, Set<WasmFeature> features) {
        if (bytes.length > Limits.MODULE_BYTES) {
            throw Names.limitExceeded(bytes.length, Limits.MODULE_BYTES, "bytes", 0);
        }
        return new ComponentReader(bytes, false, features).readComponent(0, bytes.length, 0);
    }

    /// Reads a component whose core modules have no bodies. Features are not checked again.
    ///
    /// @param bytes what holds the outline, for example an artifact; the component keeps it
    /// @param start where the outline starts
    /// @param end   where it ends
    /// @return the component, with offsets that count from the start of `bytes`, but for those of bodies, which
    ///     count from the start of the binary that the outline was made of
    /// @throws MalformedException  if there is no outline
    /// @throws ValidationException if the outline exceeds an implementation limit
    public static ComponentDef readOutline(byte[] bytes, int start, int end) {
        return new ComponentReader(bytes, true, EnumSet.allOf(WasmFeature.class)).readComponent(start, end, 0);
    }

    private ComponentDef readComponent(int start, int end, int depth) {
        if (depth > Limits.COMPONENT_NESTING) {
            throw Names.limitExceeded(depth, Limits.COMPONENT_NESTING, "nested components", start);
        }
        ByteReader in = new ByteReader(bytes, start, end, Failure.UNEXPECTED_END);
        readHeader(in);
        List<Definition> definitions = new ArrayList<>();
        List<ComponentCustomSection> customs = new ArrayList<>();
        while (in.hasRemaining()) {
            int place = in.offset();
            ComponentSection section = readSectionId(in);
            ByteReader content = readContent(in);
            switch (section) {
                case CUSTOM -> {
                    String name = Names.readName(content);
                    CodeRange payload = new CodeRange(content.offset(), content.limit());
                    customs.add(new ComponentCustomSection(name, payload, definitions.size(), place));
                }
                case CORE_MODULE -> definitions.add(readModule(content));
                case COMPONENT -> {
                    ComponentDef nested = readComponent(content.offset(), content.limit(), depth + 1);
                    definitions.add(new Definition.Component(nested, content.offset()));
                }
                default -> readDefinitions(section, content, definitions);
            }
        }
        return new ComponentDef(bytes, new CodeRange(start, end), definitions, customs);
    }

    private static void readHeader(ByteReader in) {
        if (in.remaining() < MAGIC_BYTES) {
            throw in.fail(Failure.UNEXPECTED_END, "", in.limit());
        }
        if (in.readFixed32() != MAGIC) {
            throw in.fail(Failure.MAGIC_HEADER_NOT_DETECTED, "", in.offset() - MAGIC_BYTES);
        }
        if (in.remaining() < HEADER_BYTES - MAGIC_BYTES) {
            throw in.fail(Failure.UNEXPECTED_END, "", in.limit());
        }
        int version = in.readFixed32();
        if (version == MODULE_VERSION) {
            throw in.fail(Failure.MODULE_INSTEAD_OF_COMPONENT, "", in.offset() - MAGIC_BYTES);
        }
        if (version != VERSION) {
            throw in.fail(
                    Failure.UNKNOWN_BINARY_VERSION,
                    "version " + (version & 0xFFFF) + " of layer " + (version >>> 16),
                    in.offset() - MAGIC_BYTES);
        }
    }

    private static ComponentSection readSectionId(ByteReader in) {
        int start = in.offset();
        int id = in.readByte();
        ComponentSection section = ComponentSection.of(id);
        if (section == null) {
            throw in.fail(Failure.MALFORMED_SECTION_ID, Integer.toString(id), start);
        }
        return section;
    }

    private ByteReader readContent(ByteReader in) {
        int start = in.offset();
        long size = in.readU32() & 0xFFFF_FFFFL;
        if (size > in.remaining()) {
            throw in.fail(Failure.LENGTH_OUT_OF_BOUNDS, size + " bytes of " + in.remaining(), start);
        }
        ByteReader content = new ByteReader(bytes, in.offset(), in.offset() + (int) size);
        in.skip((int) size);
        return content;
    }

    private Definition readModule(ByteReader in) {
        int start = in.offset();
        ModuleDef module = isOutline
                ? ModuleReader.readOutline(bytes, start, in.limit())
                : ModuleReader.read(bytes, start, in.limit(), features);
        return new Definition.CoreModule(new CodeRange(start, in.limit()), module, start);
    }

    private void readDefinitions(ComponentSection section, ByteReader in, List<Definition> definitions) {
        int count = section.isSingle() ? 1 : in.readCount(1, Limits.COMPONENT_DEFINITIONS, "definitions");
        for (int i = 0; i < count; i++) {
            definitions.add(readDefinition(section, in));
        }
        if (in.hasRemaining()) {
            throw in.fail(Failure.SECTION_SIZE_MISMATCH, section + " section", in.offset());
        }
    }

    private Definition readDefinition(ComponentSection section, ByteReader in) {
        return switch (section) {
            case CORE_INSTANCE -> readCoreInstance(in);
            case CORE_TYPE -> types.readCoreType(in);
            case INSTANCE -> readInstance(in);
            case ALIAS -> readAlias(in);
            case TYPE -> types.readType(in);
            case CANON -> canons.readCanon(in);
            case START -> readStart(in);
            case IMPORT -> types.readImport(in);
            case EXPORT -> readExport(in);
            case VALUE -> readValue(in);
            case CUSTOM, CORE_MODULE, COMPONENT -> throw new AssertionError(section);
        };
    }

    private static CoreInstanceDef readCoreInstance(ByteReader in) {
        int start = in.offset();
        int form = in.readByte();
        return switch (form) {
            case 0x00 -> {
                int module = in.readU32();
                int count = in.readCount(3, Limits.INSTANTIATION_ARGS, "arguments of an instantiation");
                List<CoreInstanceDef.Arg> args = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    String name = Names.readName(in);
                    int place = in.offset();
                    int sort = in.readByte();
                    if (sort != Sort.CORE_INSTANCE.code()) {
                        throw Names.invalidByte(in, sort, "instantiation arg kind", place);
                    }
                    args.add(new CoreInstanceDef.Arg(name, in.readU32()));
                }
                yield new CoreInstanceDef.Instantiate(module, args, start);
            }
            case 0x01 -> {
                int count = in.readCount(3, Limits.INSTANTIATION_EXPORTS, "exports of an instance");
                List<CoreInstanceDef.Item> exports = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    String name = Names.readName(in);
                    exports.add(new CoreInstanceDef.Item(name, Names.readCoreSort(in, "external kind"), in.readU32()));
                }
                yield new CoreInstanceDef.Exports(exports, start);
            }
            default -> throw Names.invalidByte(in, form, "core instance", start);
        };
    }

    private static InstanceDef readInstance(ByteReader in) {
        int start = in.offset();
        int form = in.readByte();
        return switch (form) {
            case 0x00 -> {
                int component = in.readU32();
                int count = in.readCount(3, Limits.INSTANTIATION_ARGS, "arguments of an instantiation");
                List<InstanceDef.Arg> args = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    String name = Names.readName(in);
                    args.add(new InstanceDef.Arg(name, readExternSort(in), in.readU32()));
                }
                yield new InstanceDef.Instantiate(component, args, start);
            }
            case 0x01 -> {
                int count = in.readCount(4, Limits.INSTANTIATION_EXPORTS, "exports of an instance");
                List<InstanceDef.Item> exports = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    exports.add(new InstanceDef.Item(Names.readExternName(in), readExternSort(in), in.readU32()));
                }
                yield new InstanceDef.Exports(exports, start);
            }
            default -> throw Names.invalidByte(in, form, "instance", start);
        };
    }

    /// Reads a sort of what components may import and export: of the core sorts only modules.
    private static Sort readExternSort(ByteReader in) {
        int start = in.offset();
        Sort sort = Names.readSort(in, "component external kind");
        if (sort.isCore() && sort != Sort.CORE_MODULE) {
            throw Names.invalidByte(in, sort.code(), "component external kind", start + 1);
        }
        return sort;
    }

    /// Reads an alias, as a definition and as a declaration.
    static Alias readAlias(ByteReader in) {
        int start = in.offset();
        Sort sort = Names.readSort(in, "component outer alias kind");
        int place = in.offset();
        int target = in.readByte();
        return switch (target) {
            case 0x00 -> {
                if (sort.isCore() && sort != Sort.CORE_MODULE) {
                    throw Names.invalidByte(in, sort.code(), "component external kind", start + 1);
                }
                yield new Alias.OfExport(sort, in.readU32(), Names.readName(in), start);
            }
            case 0x01 -> {
                if (!isCoreExport(sort)) {
                    throw Names.invalidByte(in, sort.code(), "external kind", start);
                }
                yield new Alias.OfCoreExport(sort, in.readU32(), Names.readName(in), start);
            }
            case 0x02 -> {
                if (!isOuter(sort)) {
                    throw Names.invalidByte(in, sort.code(), "component outer alias kind", start);
                }
                yield new Alias.Outer(sort, in.readU32(), in.readU32(), start);
            }
            default -> throw Names.invalidByte(in, target, "alias", place);
        };
    }

    private static boolean isCoreExport(Sort sort) {
        return switch (sort) {
            case CORE_FUNC, CORE_TABLE, CORE_MEMORY, CORE_GLOBAL, CORE_TAG -> true;
            case CORE_TYPE, CORE_MODULE, CORE_INSTANCE, FUNC, VALUE, TYPE, COMPONENT, INSTANCE -> false;
        };
    }

    private static boolean isOuter(Sort sort) {
        return sort == Sort.CORE_MODULE || sort == Sort.CORE_TYPE || sort == Sort.TYPE || sort == Sort.COMPONENT;
    }

    private static Definition readStart(ByteReader in) {
        int start = in.offset();
        int func = in.readU32();
        int count = in.readCount(1, Limits.COMPONENT_START_ARGS, "arguments of a start function");
        List<Integer> args = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            args.add(in.readU32());
        }
        return new Definition.Start(func, args, in.readU32(), start);
    }

    private Export readExport(ByteReader in) {
        int start = in.offset();
        return new Export(
                Names.readExternName(in),
                readExternSort(in),
                in.readU32(),
                Names.readFlag(in, "optional component export type") ? types.readExternDesc(in) : null,
                start);
    }

    private static Definition readValue(ByteReader in) {
        int start = in.offset();
        ValueType type = ComponentTypeReader.readValueType(in);
        int place = in.offset();
        long size = in.readU32() & 0xFFFF_FFFFL;
        if (size > in.remaining()) {
            throw in.fail(Failure.LENGTH_OUT_OF_BOUNDS, size + " bytes of " + in.remaining(), place);
        }
        CodeRange content = new CodeRange(in.offset(), in.offset() + (int) size);
        in.skip((int) size);
        return new Definition.Value(type, content, start);
    }
}
