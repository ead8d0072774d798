package dev.gantry.wast;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import dev.gantry.wasm.text.Tokens;
import dev.gantry.wast.Directive.Abrupt;
import dev.gantry.wast.Directive.ModuleFault;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses the directives of a script.
///
/// Threading: confined to one thread.
final class ScriptParser {
    private static final Set<String> FIELDS = Set.of(
            "type", "rec", "import", "func", "table", "memory", "global", "tag", "export", "start", "elem", "data");
    private static final int MAX_THREAD_NESTING = 100;

    private final Tokens tokens;
    private final TokenCursor cursor;
    private final ConstantParser values;
    private final ComponentValueParser componentValues;
    private final Set<String> componentIds = new HashSet<>();
    private boolean isComponentCurrent;
    private int threadNesting;

    ScriptParser(Tokens tokens) {
        this.tokens = tokens;
        this.cursor = new TokenCursor(tokens, 0);
        this.values = new ConstantParser(cursor);
        this.componentValues = new ComponentValueParser(cursor);
    }

    List<Directive> parse() {
        if (isModuleFields()) {
            ModuleSource source = new ModuleSource.Text(tokens, ModuleSource.Text.WHOLE_SCRIPT);
            return List.of(new Directive.Module(tokens.line(0), null, source, false));
        }
        List<Directive> directives = new ArrayList<>();
        while (cursor.kind() != TokenKind.END) {
            directives.add(parseDirective());
        }
        return directives;
    }

    /// Whether the script is the inside of a module.
    private boolean isModuleFields() {
        return cursor.kind() == TokenKind.ANNOTATION
                || (cursor.kind() == TokenKind.LEFT
                        && cursor.nextKind() == TokenKind.KEYWORD
                        && FIELDS.contains(tokens.text(1)));
    }

    private Directive parseDirective() {
        int open = cursor.expect(TokenKind.LEFT, "a directive");
        int line = tokens.line(open);
        int keyword = cursor.expect(TokenKind.KEYWORD, "a directive");
        if (tokens.match(open) == Tokens.NONE) {
            throw tokens.error(Failure.UNEXPECTED_END, Failure.UNEXPECTED_END.text() + ": `(` without `)`", open);
        }
        String word = tokens.text(keyword);
        if (isAboutComponent(word)) {
            Directive directive = parseComponentDirective(line, open, keyword);
            cursor.expectRight();
            return directive;
        }
        Directive directive = switch (word) {
            case "module" -> {
                Directive module = parseModule(line, open);
                isComponentCurrent = false;
                yield module;
            }
            case "register" -> new Directive.Register(line, cursor.expectName("a name"), parseId());
            case "invoke", "get" -> {
                cursor.seek(open);
                Directive perform = new Directive.Perform(line, values.parseAction());
                cursor.seek(cursor.position() - 1);
                yield perform;
            }
            case "thread" -> parseThread(line);
            case "wait" -> new Directive.Wait(line, tokens.id(cursor.expect(TokenKind.ID, "a thread")));
            default -> parseAssertion(line, keyword, word);
        };
        cursor.expectRight();
        return directive;
    }

    private Directive parseAssertion(int line, int keyword, String word) {
        return switch (word) {
            case "assert_return" -> new Directive.AssertReturn(line, values.parseAction(), values.parsePatterns());
            case "assert_trap" ->
                cursor.atForm("module") ? parseAssertModule(line, ModuleFault.TRAPS) : parseAbrupt(line, Abrupt.TRAP);
            case "assert_exhaustion" -> parseAbrupt(line, Abrupt.EXHAUSTION);
            case "assert_exception" -> parseAbrupt(line, Abrupt.EXCEPTION);
            case "assert_suspension" -> parseAbrupt(line, Abrupt.SUSPENSION);
            case "assert_malformed" -> parseAssertModule(line, ModuleFault.MALFORMED);
            case "assert_malformed_custom" -> parseAssertModule(line, ModuleFault.MALFORMED_CUSTOM);
            case "assert_invalid" -> parseAssertModule(line, ModuleFault.INVALID);
            case "assert_invalid_custom" -> parseAssertModule(line, ModuleFault.INVALID_CUSTOM);
            case "assert_unlinkable" -> parseAssertModule(line, ModuleFault.UNLINKABLE);
            default ->
                throw tokens.error(
                        Failure.UNKNOWN_OPERATOR,
                        Failure.UNKNOWN_OPERATOR.text() + ": expected a directive, found " + word,
                        keyword);
        };
    }

    private Directive parseAbrupt(int line, Abrupt how) {
        Action action = values.parseAction();
        String message = how == Abrupt.EXCEPTION && cursor.kind() == TokenKind.RIGHT ? "" : expectMessage();
        return new Directive.AssertAbrupt(line, how, action, message);
    }

    // ---- components

    /// Whether a directive is about components: by its word, by what stands in it, or by the instance that it calls.
    private boolean isAboutComponent(String word) {
        if (word.equals("component") || cursor.atForm("component")) {
            return true;
        }
        int start = cursor.position();
        if (word.startsWith("assert_") && !cursor.acceptForm("invoke")) {
            return false;
        }
        boolean isCall = word.equals("invoke") || word.startsWith("assert_");
        boolean isComponent = isCall
                && (cursor.kind() == TokenKind.ID
                        ? componentIds.contains(tokens.id(cursor.position()))
                        : isComponentCurrent);
        cursor.seek(start);
        return isComponent;
    }

    private Directive parseComponentDirective(int line, int open, int keyword) {
        String word = tokens.text(keyword);
        return switch (word) {
            case "component" -> parseComponent(line, open);
            case "invoke" -> {
                cursor.seek(open);
                Directive perform = new Directive.ComponentPerform(line, componentValues.parseAction());
                cursor.seek(cursor.position() - 1);
                yield perform;
            }
            case "assert_return" ->
                new Directive.ComponentAssertReturn(line, componentValues.parseAction(), componentValues.parseValues());
            case "assert_trap" ->
                cursor.atForm("component")
                        ? parseAssertComponent(line, ModuleFault.TRAPS)
                        : new Directive.ComponentAssertTrap(line, componentValues.parseAction(), expectMessage());
            case "assert_malformed" -> parseAssertComponent(line, ModuleFault.MALFORMED);
            case "assert_invalid" -> parseAssertComponent(line, ModuleFault.INVALID);
            case "assert_unlinkable" -> parseAssertComponent(line, ModuleFault.UNLINKABLE);
            default ->
                throw tokens.error(
                        Failure.UNKNOWN_OPERATOR,
                        Failure.UNKNOWN_OPERATOR.text() + ": expected a directive about components, found " + word,
                        keyword);
        };
    }

    private Directive parseComponent(int line, int open) {
        if (cursor.acceptKeyword("instance")) {
            Directive.ComponentInstance instance = new Directive.ComponentInstance(line, parseId(), parseId());
            makeCurrent(instance.id());
            return instance;
        }
        boolean isDefinition = cursor.acceptKeyword("definition");
        String id = parseId();
        ComponentSource source = parseComponentSource(open);
        if (!isDefinition) {
            makeCurrent(id);
        }
        return new Directive.Component(line, id, source, isDefinition);
    }

    private void makeCurrent(@Nullable String id) {
        isComponentCurrent = true;
        if (id != null) {
            componentIds.add(id);
        }
    }

    /// Reads what stands behind the identifier of a component, up to its closing parenthesis.
    private ComponentSource parseComponentSource(int open) {
        if (cursor.acceptKeyword("binary")) {
            return new ComponentSource.Binary(parseStrings());
        }
        if (cursor.acceptKeyword("quote")) {
            return new ComponentSource.Quote(parseStrings(), placeOfQuote(open));
        }
        cursor.seek(tokens.match(open));
        return new ComponentSource.Text(tokens, open);
    }

    private Directive parseAssertComponent(int line, ModuleFault fault) {
        int open = cursor.position();
        if (!cursor.acceptForm("component")) {
            throw cursor.unexpected("`(component`");
        }
        cursor.acceptKeyword("definition");
        parseId();
        ComponentSource source = parseComponentSource(open);
        cursor.expectRight();
        return new Directive.AssertComponent(line, fault, source, expectMessage());
    }

    // ---- modules

    private Directive parseModule(int line, int open) {
        if (cursor.acceptKeyword("instance")) {
            return new Directive.ModuleInstance(line, parseId(), parseId());
        }
        boolean isDefinition = cursor.acceptKeyword("definition");
        String id = parseId();
        return new Directive.Module(line, id, parseModuleSource(open), isDefinition);
    }

    private @Nullable String parseId() {
        return cursor.kind() == TokenKind.ID ? tokens.id(cursor.next()) : null;
    }

    /// Reads what stands behind the identifier of a module, up to its closing parenthesis.
    private ModuleSource parseModuleSource(int open) {
        if (cursor.acceptKeyword("binary")) {
            return new ModuleSource.Binary(parseStrings());
        }
        if (cursor.acceptKeyword("quote")) {
            return new ModuleSource.Quote(parseStrings(), placeOfQuote(open));
        }
        cursor.seek(tokens.match(open));
        return new ModuleSource.Text(tokens, open);
    }

    private String placeOfQuote(int open) {
        return tokens.source().fileName() + ":" + tokens.line(open) + ": quote";
    }

    private byte[] parseStrings() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (cursor.kind() == TokenKind.STRING) {
            bytes.writeBytes(tokens.bytes(cursor.next()));
        }
        return bytes.toByteArray();
    }

    private Directive parseAssertModule(int line, ModuleFault fault) {
        int open = cursor.position();
        if (!cursor.acceptForm("module")) {
            throw cursor.unexpected("`(module`");
        }
        cursor.acceptKeyword("definition");
        parseId();
        ModuleSource source = parseModuleSource(open);
        cursor.expectRight();
        return new Directive.AssertModule(line, fault, source, expectMessage());
    }

    private String expectMessage() {
        return cursor.expectName("a message");
    }

    private Directive parseThread(int line) {
        if (++threadNesting > MAX_THREAD_NESTING) {
            throw cursor.error(Failure.NESTING_TOO_DEEP, "nesting too deep: threads");
        }
        String id = tokens.id(cursor.expect(TokenKind.ID, "the name of a thread"));
        List<String> shared = new ArrayList<>();
        while (cursor.acceptForm("shared")) {
            while (cursor.acceptForm("module")) {
                shared.add(tokens.id(cursor.expect(TokenKind.ID, "a module")));
                cursor.expectRight();
            }
            cursor.expectRight();
        }
        List<Directive> directives = new ArrayList<>();
        while (cursor.kind() == TokenKind.LEFT) {
            directives.add(parseDirective());
        }
        threadNesting--;
        return new Directive.Thread(line, id, shared, directives);
    }
}
