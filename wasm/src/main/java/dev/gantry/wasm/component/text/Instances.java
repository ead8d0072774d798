package dev.gantry.wasm.component.text;

import dev.gantry.wasm.binary.ByteWriter;
import dev.gantry.wasm.component.Sort;
import dev.gantry.wasm.component.text.Definitions.Kind;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import java.util.HashMap;
import java.util.Map;

/// Parses instances and core instances: instantiations, and bags of exports. A bag in the place of an argument becomes
/// an instance of its own in front of the one that takes it.
///
/// Threading: confined to one thread.
final class Instances {
    private static final int INSTANTIATE = 0x00;
    private static final int BAG = 0x01;

    private final TokenCursor cursor;
    private final References references;
    private final ExternNames names;

    Instances(TokenCursor cursor, References references, ExternNames names) {
        this.cursor = cursor;
        this.references = references;
        this.names = names;
    }

    // ---- core instances

    /// Parses `(core instance …)` behind the words, and the closing parenthesis.
    void parseCoreField(Scope scope) {
        Binding binding = Binding.parse(cursor);
        if (cursor.acceptForm("instantiate")) {
            Map<Integer, Integer> bags = parseBags(scope, true);
            ByteWriter out = new ByteWriter();
            out.u8(INSTANTIATE);
            out.u32(references.parse(scope, Sort.CORE_MODULE));
            ByteWriter args = new ByteWriter();
            int count = 0;
            while (cursor.acceptForm("with")) {
                args.name(cursor.expectName("an argument name"));
                args.u8(Sort.CORE_INSTANCE.code());
                args.u32(parseCoreArgument(scope, bags));
                cursor.expectRight();
                count++;
            }
            cursor.expectRight();
            out.u32(count);
            out.bytes(args, 0);
            scope.definitions.add(Kind.CORE_INSTANCE).bytes(out, 0);
            scope.declare(Sort.CORE_INSTANCE, binding);
        } else {
            parseCoreBag(scope, binding);
        }
        cursor.expectRight();
    }

    private int parseCoreArgument(Scope scope, Map<Integer, Integer> bags) {
        Integer bag = bags.get(cursor.position());
        if (bag != null) {
            cursor.skipForm();
            return bag;
        }
        return references.parseForm(scope, Sort.CORE_INSTANCE);
    }

    /// Parses `(export "name" (sort idx))*` and adds an instance.
    private int parseCoreBag(Scope scope, Binding binding) {
        ByteWriter exports = new ByteWriter();
        int count = 0;
        while (cursor.acceptForm("export")) {
            exports.name(cursor.expectName("an export name"));
            cursor.expect(TokenKind.LEFT, "`(`");
            Sort sort = references.parseCoreSort();
            exports.u8(sort.code());
            exports.u32(references.parseInside(scope, sort));
            cursor.expectRight();
            cursor.expectRight();
            count++;
        }
        addBag(scope, Kind.CORE_INSTANCE, count, exports);
        return scope.declare(Sort.CORE_INSTANCE, binding);
    }

    private static void addBag(Scope scope, Kind kind, int count, ByteWriter exports) {
        ByteWriter out = scope.definitions.add(kind);
        out.u8(BAG);
        out.u32(count);
        out.bytes(exports, 0);
    }

    // ---- component instances

    /// Parses `(instance …)` behind the identifier and the exports that stand inside, up to the closing parenthesis.
    ///
    /// @return the index of the instance
    int parseField(Scope scope, Binding binding) {
        if (!cursor.acceptForm("instantiate")) {
            return parseBag(scope, binding);
        }
        Map<Integer, Integer> bags = parseBags(scope, false);
        ByteWriter out = new ByteWriter();
        out.u8(INSTANTIATE);
        out.u32(references.parse(scope, Sort.COMPONENT));
        ByteWriter args = new ByteWriter();
        int count = 0;
        while (cursor.acceptForm("with")) {
            args.name(cursor.expectName("an argument name"));
            Integer bag = bags.get(cursor.position());
            if (bag != null) {
                cursor.skipForm();
                Definitions.writeSort(args, Sort.INSTANCE);
                args.u32(bag);
            } else {
                parseItem(scope, args);
            }
            cursor.expectRight();
            count++;
        }
        cursor.expectRight();
        out.u32(count);
        out.bytes(args, 0);
        scope.definitions.add(Kind.INSTANCE).bytes(out, 0);
        return scope.declare(Sort.INSTANCE, binding);
    }

    /// Parses `(sort idx name*)` and writes it.
    ///
    /// @return the sort
    Sort parseItem(Scope scope, ByteWriter out) {
        cursor.expect(TokenKind.LEFT, "`(`");
        Sort sort = references.parseSort();
        int index = references.parseInside(scope, sort);
        cursor.expectRight();
        Definitions.writeSort(out, sort);
        out.u32(index);
        return sort;
    }

    private int parseBag(Scope scope, Binding binding) {
        ByteWriter exports = new ByteWriter();
        int count = 0;
        while (cursor.acceptForm("export")) {
            exports.bytes(names.parse());
            parseItem(scope, exports);
            cursor.expectRight();
            count++;
        }
        addBag(scope, Kind.INSTANCE, count, exports);
        return scope.declare(Sort.INSTANCE, binding);
    }

    // ---- bags as arguments

    /// Adds the bags among the arguments of the instantiation that is behind its first word, and goes back there.
    ///
    /// @return their indices, by the token that they start with
    private Map<Integer, Integer> parseBags(Scope scope, boolean isCore) {
        int start = cursor.position();
        Map<Integer, Integer> bags = new HashMap<>();
        if (!cursor.accept(TokenKind.NAT) && !cursor.accept(TokenKind.ID)) {
            cursor.skipForm();
        }
        while (cursor.acceptForm("with")) {
            cursor.expectName("an argument name");
            int argument = cursor.position();
            if (cursor.acceptForm("instance") && !cursor.atIndex()) {
                bags.put(argument, isCore ? parseCoreBag(scope, Binding.NONE) : parseBag(scope, Binding.NONE));
                cursor.expectRight();
            } else {
                cursor.seek(argument);
                cursor.skipForm();
            }
            cursor.expectRight();
        }
        cursor.seek(start);
        return bags;
    }
}
