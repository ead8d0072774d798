package dev.gantry.wast;

import dev.gantry.wasm.text.TokenCursor;
import dev.gantry.wasm.text.TokenKind;
import dev.gantry.wasm.text.Tokens;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Parses the forms of a script.
final class ScriptParser {
    /// Forms that only appear inside modules: a script that starts with one of them is one module.
    private static final Set<String> MODULE_FIELDS = Set.of(
            "type", "rec", "import", "func", "table", "memory", "global", "export", "start", "elem", "data", "tag");

    private final Tokens tokens;
    private final TokenCursor cursor;
    private final ConstantParser constants;

    ScriptParser(Tokens tokens) {
        this.tokens = tokens;
        this.cursor = new TokenCursor(tokens, 0);
        this.constants = new ConstantParser(cursor);
    }

    List<Directive> parse() {
        if (cursor.kind() == TokenKind.LEFT && MODULE_FIELDS.contains(headAt(cursor.position()))) {
            String text = "(module " + tokens.source().text() + "\n)";
            return List.of(new Directive.Module(1, null, new ModuleSource.Text(text, 1), false));
        }
        return directives(TokenKind.END);
    }

    private List<Directive> directives(TokenKind end) {
        List<Directive> directives = new ArrayList<>();
        while (cursor.kind() != end) {
            if (cursor.kind() == TokenKind.ANNOTATION) {
                cursor.skipForm();
            } else {
                directives.add(directive());
            }
        }
        return directives;
    }

    private String headAt(int form) {
        return tokens.kind(form + 1) == TokenKind.KEYWORD ? tokens.text(form + 1) : "";
    }

    private Directive directive() {
        int form = cursor.position();
        int line = tokens.line(form);
        if (cursor.kind() != TokenKind.LEFT) {
            throw cursor.unexpected("a directive");
        }
        String head = headAt(form);
        return switch (head) {
            case "module" -> module(form, line);
            case "component" -> skipped(form, line);
            case "register" -> {
                enter();
                String name = cursor.expectName("a module name");
                yield leave(form, new Directive.Register(line, name, optionalId()));
            }
            case "invoke", "get" -> new Directive.Perform(line, action());
            case "assert_return" -> {
                enter();
                Action action = action();
                List<Pattern> patterns = new ArrayList<>();
                while (cursor.kind() == TokenKind.LEFT) {
                    patterns.add(constants.pattern());
                }
                yield leave(form, new Directive.AssertReturn(line, action, patterns));
            }
            case "assert_trap" -> trap(form, line);
            case "assert_exhaustion" -> abrupt(form, line, Directive.Abrupt.EXHAUSTION);
            case "assert_exception" -> abrupt(form, line, Directive.Abrupt.EXCEPTION);
            case "assert_suspension" -> abrupt(form, line, Directive.Abrupt.SUSPENSION);
            case "assert_malformed" -> fault(form, line, Directive.ModuleFault.MALFORMED);
            case "assert_invalid" -> fault(form, line, Directive.ModuleFault.INVALID);
            case "assert_malformed_custom" -> fault(form, line, Directive.ModuleFault.MALFORMED_CUSTOM);
            case "assert_invalid_custom" -> fault(form, line, Directive.ModuleFault.INVALID_CUSTOM);
            case "assert_unlinkable" -> fault(form, line, Directive.ModuleFault.UNLINKABLE);
            case "thread" -> thread(form, line);
            case "wait" -> {
                enter();
                yield leave(form, new Directive.Wait(line, id()));
            }
            default -> throw cursor.unexpected("a directive");
        };
    }

    private void enter() {
        cursor.next();
        cursor.next();
    }

    private Directive leave(int form, Directive directive) {
        cursor.expectRight();
        assert cursor.position() == tokens.match(form) + 1 : "unbalanced directive";
        return directive;
    }

    private Directive skipped(int form, int line) {
        cursor.seek(tokens.match(form) + 1);
        return new Directive.Component(line);
    }

    private @Nullable String optionalId() {
        return cursor.kind() == TokenKind.ID ? tokens.id(cursor.next()) : null;
    }

    private String id() {
        return tokens.id(cursor.expect(TokenKind.ID, "an id"));
    }

    // ---- modules

    private Directive module(int form, int line) {
        enter();
        if (cursor.acceptKeyword("instance")) {
            String id = optionalId();
            return leave(form, new Directive.ModuleInstance(line, id, optionalId()));
        }
        boolean isDefinition = cursor.acceptKeyword("definition");
        String id = optionalId();
        ModuleSource source = moduleSource(form);
        return new Directive.Module(line, id, source, isDefinition);
    }

    /// The module of the form that starts at a token; the cursor stands behind its keyword, `definition` and id.
    private ModuleSource moduleSource(int form) {
        int end = tokens.match(form);
        ModuleSource source;
        if (cursor.acceptKeyword("binary")) {
            source = new ModuleSource.Binary(strings(end));
        } else if (cursor.acceptKeyword("quote")) {
            source = new ModuleSource.Quote(new String(strings(end), StandardCharsets.UTF_8));
        } else {
            source = new ModuleSource.Text(text(form), tokens.line(form));
        }
        cursor.seek(end + 1);
        return source;
    }

    /// The source of a module's form, with `definition` blanked out.
    private String text(int form) {
        String source = tokens.source().text();
        int keyword = form + 2;
        String whole = source.substring(tokens.start(form), tokens.end(tokens.match(form)));
        if (!tokens.is(keyword, "definition")) {
            return whole;
        }
        int at = tokens.start(keyword) - tokens.start(form);
        return whole.substring(0, at) + " ".repeat("definition".length()) + whole.substring(at + "definition".length());
    }

    private byte[] strings(int end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (cursor.position() < end) {
            bytes.writeBytes(tokens.bytes(cursor.expect(TokenKind.STRING, "a string")));
        }
        return bytes.toByteArray();
    }

    /// A module inside of an assertion.
    private ModuleSource nestedModule() {
        int form = cursor.position();
        if (headAt(form).equals("component")) {
            cursor.seek(tokens.match(form) + 1);
            return new ModuleSource.Component();
        }
        enter();
        cursor.acceptKeyword("definition");
        optionalId();
        return moduleSource(form);
    }

    // ---- assertions

    private Directive trap(int form, int line) {
        String head = headAt(form + 2);
        if (head.equals("module") || head.equals("component")) {
            return fault(form, line, Directive.ModuleFault.TRAPS);
        }
        return abrupt(form, line, Directive.Abrupt.TRAP);
    }

    private Directive abrupt(int form, int line, Directive.Abrupt how) {
        enter();
        Action action = action();
        String message = cursor.kind() == TokenKind.STRING ? tokens.name(cursor.next()) : "";
        return leave(form, new Directive.AssertAbrupt(line, how, action, message));
    }

    private Directive fault(int form, int line, Directive.ModuleFault fault) {
        enter();
        ModuleSource module = nestedModule();
        String message = tokens.name(cursor.expect(TokenKind.STRING, "a message"));
        if (module instanceof ModuleSource.Component) {
            return skipped(form, line);
        }
        return leave(form, new Directive.AssertModule(line, fault, module, message));
    }

    private Action action() {
        int form = cursor.position();
        String head = headAt(form);
        if (!head.equals("invoke") && !head.equals("get")) {
            throw cursor.unexpected("an action");
        }
        enter();
        String id = optionalId();
        String name = cursor.expectName("an export name");
        List<Constant> args = new ArrayList<>();
        while (cursor.kind() == TokenKind.LEFT) {
            args.add(constants.constant());
        }
        cursor.expectRight();
        return head.equals("get") ? new Action.Get(id, name) : new Action.Invoke(id, name, args);
    }

    // ---- threads

    private Directive thread(int form, int line) {
        enter();
        String id = id();
        List<String> shared = new ArrayList<>();
        while (cursor.acceptForm("shared")) {
            cursor.expect(TokenKind.LEFT, "a module");
            cursor.acceptKeyword("module");
            shared.add(id());
            cursor.expectRight();
            cursor.expectRight();
        }
        List<Directive> directives = directives(TokenKind.RIGHT);
        return leave(form, new Directive.Thread(line, id, shared, directives));
    }
}
