package dev.gantry.fuzz;

import dev.gantry.wasm.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Changes texts at three levels: characters, tokens and parenthesized forms.
final class TextMutator {
    private static final Pattern TOKEN =
            Pattern.compile("\\s+|;;[^\n]*|\"(?:[^\"\\\\]|\\\\.)*+\"|\\(@|[()]|[^\\s()\";]+|.", Pattern.DOTALL);
    private static final String CHARACTERS =
            "()\";$@\\ \n\t\r\0\u007f\u0085\u00e9\u2028\ud800\udc00\uffff0xn_.+-=,[]{}";
    private static final String WORDS = """
            module func type rec sub final struct array field mut param result local import export memory table global \
            tag start elem data item offset declare shared pagesize then else end i32 i64 f32 f64 v128 i8 i16 funcref \
            externref anyref eqref i31ref structref arrayref exnref nullref ref null func extern any eq i31 none noexn \
            catch catch_ref catch_all catch_all_ref try_table offset=1 offset=0xffffffffffffffff align=1 align=3 \
            align=0x8000000000000000 align=65536 0 1 -1 +0 -0 0x 0x1p1 1e 1e9999 0x1p-1075 nan -nan:0x1 nan:0x8000000 \
            inf 1_0 1__0 _1 2147483648 4294967295 4294967296 18446744073709551615 18446744073709551616 \
            99999999999999999999999999999999999999 $ $a $"a" "" "\\ff" "\\u{110000}" "\\u{d800}" "\\00" (; ;) ;; ( ) (@ \
            (@custom (@name (@metadata.code.branch_hint i8x16 f64x2 binary quote definition instance before after first\
            """;

    private final RandomGenerator random;
    private final List<String> dictionary = new ArrayList<>(Arrays.asList(WORDS.split(" ")));

    /// Words of components.
    private static final String COMPONENT_WORDS = """
            component instance core instantiate with canon lift lower resource own borrow rep dtor sub eq outer value \
            alias export import type func bool s8 u8 s16 u16 s32 u32 s64 u64 f32 f64 char string list record field \
            variant case flags enum option result error tuple map stream future error-context async callback realloc \
            post-return memory string-encoding=utf8 string-encoding=utf16 string-encoding=latin1+utf16 gc core-type \
            resource.new resource.drop resource.rep task.return task.cancel context.get context.set thread.yield \
            stream.new stream.read stream.write future.new future.cancel-read waitable-set.new waitable-set.wait \
            waitable.join subtask.drop backpressure.inc thread.new-indirect cancellable implements external-id \
            versionsuffix "[method]r.m" "[constructor]r" "[static]r.m" "a:b/c@1.0.0" "a-B" "unlocked-dep=<a:b>"\
            """;

    TextMutator(RandomGenerator random) {
        this(random, "");
    }

    private TextMutator(RandomGenerator random, String words) {
        this.random = random;
        dictionary.addAll(Arrays.asList(words.split(" ")));
        for (Opcode opcode : Opcode.values()) {
            dictionary.add(opcode.text());
        }
    }

    /// A mutator that knows the words of components, too.
    static TextMutator ofComponents(RandomGenerator random) {
        return new TextMutator(random, COMPONENT_WORDS);
    }

    /// A mutant of a text.
    ///
    /// @param text  what to change
    /// @param other a text to take parts from
    String mutate(String text, String other) {
        int level = random.nextInt(10);
        if (level == 0) {
            return text.substring(0, random.nextInt(text.length() + 1));
        }
        int changes = 1 + random.nextInt(3);
        if (level < 3) {
            return changeCharacters(text, changes);
        }
        List<String> tokens = tokens(text);
        List<String> others = tokens(other);
        for (; changes > 0; changes--) {
            if (random.nextInt(3) == 0) {
                changeForms(tokens, others);
            } else {
                changeTokens(tokens, others);
            }
        }
        return String.join("", tokens);
    }

    private String changeCharacters(String text, int changes) {
        StringBuilder changed = new StringBuilder(text);
        for (int change = 0; change < changes; change++) {
            int at = random.nextInt(changed.length() + 1);
            char c = random.nextInt(4) == 0
                    ? (char) random.nextInt(0x10000)
                    : CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            if (at == changed.length() || random.nextInt(3) == 0) {
                changed.insert(at, c);
            } else if (random.nextBoolean()) {
                changed.setCharAt(at, c);
            } else {
                changed.delete(at, Math.min(changed.length(), at + 1 + random.nextInt(4)));
            }
        }
        return changed.toString();
    }

    /// The tokens of a text, blanks and comments included; joined they give the text.
    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        var matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private void changeTokens(List<String> tokens, List<String> others) {
        if (tokens.isEmpty()) {
            tokens.add(word(others));
            return;
        }
        int at = anyToken(tokens);
        switch (random.nextInt(6)) {
            case 0 -> tokens.remove(at);
            case 1 -> tokens.add(at, tokens.get(at) + " ");
            case 2 -> Collections.swap(tokens, at, anyToken(tokens));
            case 3 -> tokens.set(at, tokens.get(anyToken(tokens)));
            case 4 -> tokens.set(at, word(others));
            default -> tokens.add(at, " " + word(others) + " ");
        }
    }

    /// A token that is not blank, if chance finds one.
    private int anyToken(List<String> tokens) {
        int at = random.nextInt(tokens.size());
        for (int tries = 0; tries < 4 && tokens.get(at).isBlank(); tries++) {
            at = random.nextInt(tokens.size());
        }
        return at;
    }

    private String word(List<String> others) {
        return others.isEmpty() || random.nextBoolean()
                ? dictionary.get(random.nextInt(dictionary.size()))
                : others.get(anyToken(others));
    }

    private void changeForms(List<String> tokens, List<String> others) {
        int start = anyForm(tokens);
        int foreignStart = anyForm(others);
        if (start < 0 || foreignStart < 0) {
            changeTokens(tokens, others);
            return;
        }
        List<String> form = new ArrayList<>(tokens.subList(start, formEnd(tokens, start)));
        List<String> foreign = others.subList(foreignStart, formEnd(others, foreignStart));
        switch (random.nextInt(4)) {
            case 0 -> tokens.subList(start, start + form.size()).clear();
            case 1 -> tokens.addAll(start, form);
            case 2 -> {
                tokens.subList(start, start + form.size()).clear();
                tokens.addAll(start, foreign);
            }
            default -> tokens.addAll(anyToken(tokens), form);
        }
    }

    private int anyForm(List<String> tokens) {
        for (int tries = 0; tries < 20 && !tokens.isEmpty(); tries++) {
            int at = random.nextInt(tokens.size());
            if (tokens.get(at).startsWith("(")) {
                return at;
            }
        }
        return -1;
    }

    private static int formEnd(List<String> tokens, int start) {
        int depth = 0;
        for (int at = start; at < tokens.size(); at++) {
            if (tokens.get(at).startsWith("(")) {
                depth++;
            } else if (tokens.get(at).equals(")") && --depth == 0) {
                return at + 1;
            }
        }
        return tokens.size();
    }
}
