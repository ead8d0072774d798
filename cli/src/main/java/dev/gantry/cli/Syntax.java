package dev.gantry.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the command line of one command may hold: a table of options, and operands. It reads command lines and prints
/// the help, both from the table.
///
/// ```text
///   --name VALUE   --name=VALUE   -x VALUE   -xVALUE   -x=VALUE   -- (ends options)
/// ```
///
/// Threading: confined to one thread.
final class Syntax {
    private static final int WIDTH = 80;
    private static final int MAX_COLUMN = 32;

    private record Option(List<String> names, String label, String description, Consumer<String> action) {
        boolean isFlag() {
            return label.isEmpty();
        }

        String head() {
            String shortName = names.getFirst().startsWith("--") ? "    " : "";
            return "  " + shortName + String.join(", ", names) + (isFlag() ? "" : " " + label);
        }
    }

    private record Operand(String label, String description) {}

    private final String command;
    private final String description;
    private final List<Option> options = new ArrayList<>();
    private final List<Operand> operands = new ArrayList<>();
    private int leastOperands;
    private int mostOperands;
    private boolean endsOptionsAtOperand;

    /// The syntax of a command.
    ///
    /// @param command     its words, such as `gantry run`
    /// @param description one sentence for the help
    Syntax(String command, String description) {
        this.command = command;
        this.description = description;
    }

    /// The command's words.
    String command() {
        return command;
    }

    /// The sentence about the command.
    String description() {
        return description;
    }

    /// Adds an option without a value.
    Syntax flag(List<String> names, String text, Runnable action) {
        options.add(new Option(names, "", text, _ -> action.run()));
        return this;
    }

    /// Adds an option with a value.
    Syntax option(List<String> names, String label, String text, Consumer<String> action) {
        options.add(new Option(names, label, text, action));
        return this;
    }

    /// Describes the operands.
    ///
    /// @param label as in the usage line
    /// @param least how many there must be
    /// @param most  how many there may be
    /// @param text  what they are
    Syntax operands(String label, int least, int most, String text) {
        operands.add(new Operand(label, text));
        leastOperands = least;
        mostOperands = most;
        return this;
    }

    /// Everything behind the first operand is an operand too, options included.
    Syntax endOptionsAtOperand() {
        endsOptionsAtOperand = true;
        return this;
    }

    /// Reads a command line and runs the actions of its options, in their order.
    ///
    /// @param args the words behind the command
    /// @return the operands, whose number [#checkOperands] checks
    /// @throws CommandException if the line has an unknown option, or one without its value
    List<String> parse(List<String> args) {
        List<String> found = new ArrayList<>();
        boolean hasOptions = true;
        for (int position = 0; position < args.size(); position++) {
            String word = args.get(position);
            if (!hasOptions || !word.startsWith("-") || word.equals("-")) {
                found.add(word);
                hasOptions &= !endsOptionsAtOperand;
            } else if (word.equals("--")) {
                hasOptions = false;
            } else {
                String next = position + 1 < args.size() ? args.get(position + 1) : null;
                position += parseOption(word, next) ? 1 : 0;
            }
        }
        return found;
    }

    /// Whether the option took the next word as its value.
    private boolean parseOption(String word, @Nullable String next) {
        for (Option option : options) {
            for (String name : option.names()) {
                if (word.equals(name)) {
                    return applyNext(option, name, next);
                }
                if (word.startsWith(name) && isJoined(word, name, option)) {
                    String value = word.substring(name.length());
                    option.action().accept(value.startsWith("=") ? value.substring(1) : value);
                    return false;
                }
            }
        }
        throw new CommandException("unknown option: " + word, ExitCodes.USAGE);
    }

    private static boolean isJoined(String word, String name, Option option) {
        return !option.isFlag() && (!name.startsWith("--") || word.charAt(name.length()) == '=');
    }

    private static boolean applyNext(Option option, String name, @Nullable String next) {
        if (option.isFlag()) {
            option.action().accept("");
            return false;
        }
        if (next == null) {
            throw new CommandException(name + ": expected " + option.label() + ", found nothing", ExitCodes.USAGE);
        }
        option.action().accept(next);
        return true;
    }

    /// Checks how many operands there are.
    ///
    /// @throws CommandException if there are too few or too many
    void checkOperands(List<String> found) {
        if (found.size() < leastOperands) {
            throw new CommandException("expected " + operands.getFirst().label(), ExitCodes.USAGE);
        }
        if (found.size() > mostOperands) {
            throw new CommandException("unexpected argument: " + found.get(mostOperands), ExitCodes.USAGE);
        }
    }

    /// The help.
    String help() {
        StringBuilder text = new StringBuilder("usage: " + command + (options.isEmpty() ? "" : " [options]"));
        operands.forEach(operand -> text.append(' ').append(operand.label()));
        text.append('\n');
        wrap(text, "", 0, description);
        text.append('\n');
        int column = 2;
        for (Operand operand : operands) {
            column = Math.max(column, operand.label().length() + 4);
        }
        for (Option option : options) {
            column = Math.max(column, option.head().length() + 2);
        }
        column = Math.min(column, MAX_COLUMN);
        for (Operand operand : operands) {
            wrap(text, "  " + operand.label(), column, operand.description());
        }
        for (Option option : options) {
            wrap(text, option.head(), column, option.description());
        }
        return text.toString();
    }

    /// Appends a head and, from a column on, words, broken into lines.
    static void wrap(StringBuilder text, String head, int column, String words) {
        StringBuilder line = new StringBuilder(head);
        if (head.length() + 1 > column && !head.isEmpty()) {
            text.append(line).append('\n');
            line.setLength(0);
        }
        String separator = " ".repeat(column - line.length());
        for (String word : words.split(" ", -1)) {
            if (line.length() + separator.length() + word.length() > WIDTH) {
                text.append(line).append('\n');
                line.setLength(0);
                separator = " ".repeat(column);
            }
            line.append(separator).append(word);
            separator = " ";
        }
        text.append(line).append('\n');
    }
}
