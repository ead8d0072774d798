package dev.gantry.fuzz.component;

import dev.gantry.component.Resource;
import dev.gantry.component.Result;
import dev.gantry.component.Val;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Java interfaces of one method, each with a component type that fits: what typed functions pass.
public final class Shapes {
    private static final String COLOUR = """
            (type $colour' (enum "red" "dark-blue" "x")) (import "colour" (type $colour (eq $colour')))
            """;
    private static final String FORM = COLOUR + """
            (type $form' (variant (case "nothing") (case "circle" f32) (case "named" string) (case "sized" s64)
              (case "coloured" $colour)))
            (import "form" (type $form (eq $form')))
            """;
    private static final String POINT = """
            (type $point' (record (field "x" s32) (field "max-y" f64) (field "name" string)))
            (import "point" (type $point (eq $point')))
            """;
    private static final String MANY = """
            (type $many' (record (field "a" u8) (field "b" s64) (field "c" f32) (field "d" string) (field "e" bool)
              (field "f" char) (field "g" (list string)) (field "h" (option u16)) (field "i" f64) (field "j" u32)
              (field "k" s8) (field "l" $form) (field "m" $point)))
            (import "many" (type $many (eq $many')))
            """;
    private static final String FLAGS = """
            (type $flags' (flags "red" "dark-blue" "x")) (import "flags" (type $flags (eq $flags')))
            """;

    /// All shapes.
    public static final List<Shape> ALL = List.of(
            new Shape("", "(tuple bool s8 u8 s16 u16 s32 u32 s64 u64 f32 f64 char string)", OfScalars.class, null),
            new Shape("", "(tuple bool s8 u8 s16 u16 s32 u32 s64 u64 f32 f64 char)", OfBoxes.class, null),
            new Shape("", "(tuple u8 u16 s8 s16 s32)", OfWide.class, null),
            new Shape("", "u32", OfInt.class, null),
            new Shape("", "string", OfString.class, null),
            new Shape("", "string", OfText.class, null),
            new Shape("", "(list u8)", OfBytes.class, null),
            new Shape("", "(list s16)", OfShorts.class, null),
            new Shape("", "(list u32)", OfInts.class, null),
            new Shape("", "(list s64)", OfLongs.class, null),
            new Shape("", "(list f32)", OfFloats.class, null),
            new Shape("", "(list f64)", OfDoubles.class, null),
            new Shape("", "(list bool)", OfBooleans.class, null),
            new Shape("", "(list char)", OfInts.class, null),
            new Shape("", "(list u16)", OfNumbers.class, null),
            new Shape("", "(list u8)", OfBuffer.class, null),
            new Shape("", "(list string)", OfStrings.class, null),
            new Shape("", "(list string)", OfStringArray.class, null),
            new Shape("", "(list (list s64))", OfRows.class, null),
            new Shape("", "(list u8 5)", OfBytes.class, null),
            new Shape("", "(option string)", OfOptional.class, null),
            new Shape("", "(option s32)", OfOptionalInt.class, null),
            new Shape("", "(option u64)", OfOptionalLong.class, null),
            new Shape("", "(option f64)", OfOptionalDouble.class, null),
            new Shape("", "(option (list (option string)))", OfNested.class, null),
            new Shape("", "(result string (error u32))", OfResult.class, null),
            new Shape("", "(result)", OfNothing.class, null),
            new Shape("", "(result (error string))", OfError.class, null),
            new Shape("", "(map string s64)", OfMap.class, null),
            new Shape(COLOUR, "(list $colour)", OfColours.class, null),
            new Shape(FLAGS, "$flags", OfFlags.class, null),
            new Shape(FORM, "$form", OfForm.class, null),
            new Shape(POINT, "(list $point)", OfPoints.class, null),
            new Shape(POINT, "(list $point)", OfPointArray.class, null),
            new Shape(FORM + POINT + MANY, "$many", OfMany.class, null),
            new Shape("", "(own $r)", OfResource.class, Shapes::resource),
            new Shape(
                    "",
                    "(list (own $r))",
                    OfResources.class,
                    val -> ((Val.ListVal) val)
                            .elements().stream().map(Shapes::resource).toList()));

    private Shapes() {}

    private static Resource resource(Val number) {
        return Resource.own(RandomVals.RESOURCE, ((Val.S32) number).value());
    }

    /// An interface and its type.
    ///
    /// @param imports what the type needs
    /// @param type    the type of the parameter and of the result
    /// @param java    the interface, whose one method has a parameter and the same result
    /// @param fresh   makes a Java value that is used up by a call out of a comparable one; null for types without
    ///                resources
    public record Shape(
            String imports,
            String type,
            Class<?> java,
            @Nullable Function<Val, Object> fresh) {
        /// The types of the function.
        public EchoTypes types() {
            return EchoTypes.of(imports, "(param \"x\" " + type + ") (result " + type + ")");
        }

        @Override
        public String toString() {
            return java.getSimpleName() + " for " + type;
        }
    }

    // spotless:off
    public record Scalars(
            boolean a, byte b, byte c, short d, int e, int f, long g, long h, long i, float j, double k, int l, String m) {}
    public record Boxes(
            Boolean a, Byte b, Integer c, Short d, Integer e, Integer f, Long g, Long h, Long i, Float j, Double k,
            Integer l) {}
    public record Wide(int a, long b, long c, int d, long e) {}
    public record Point(double maxY, int x, String name) {}
    public enum Colour { RED, DARK_BLUE, X }
    public sealed interface Form {
        record Nothing() implements Form {}
        record Circle(float radius) implements Form {}
        record Named(String name) implements Form {}
        record Sized(long size) implements Form {}
        record Coloured(Colour colour) implements Form {}
    }
    public record Many(
            int a, long b, float c, String d, boolean e, int f, List<String> g, OptionalInt h, double i, long j, byte k,
            Form l, Point m) {}

    public interface OfScalars { Scalars apply(Scalars value); }
    public interface OfBoxes { Boxes apply(Boxes value); }
    public interface OfWide { Wide apply(Wide value); }
    public interface OfInt { int apply(int value); }
    public interface OfString { String apply(String value); }
    public interface OfText { CharSequence apply(CharSequence value); }
    public interface OfBytes { byte[] apply(byte[] value); }
    public interface OfShorts { short[] apply(short[] value); }
    public interface OfInts { int[] apply(int[] value); }
    public interface OfLongs { long[] apply(long[] value); }
    public interface OfFloats { float[] apply(float[] value); }
    public interface OfDoubles { double[] apply(double[] value); }
    public interface OfBooleans { boolean[] apply(boolean[] value); }
    public interface OfNumbers { List<Integer> apply(List<Integer> value); }
    public interface OfBuffer { ByteBuffer apply(ByteBuffer value); }
    public interface OfStrings { List<String> apply(List<String> value); }
    public interface OfStringArray { String[] apply(String[] value); }
    public interface OfRows { long[][] apply(long[][] value); }
    public interface OfOptional { Optional<String> apply(Optional<String> value); }
    public interface OfOptionalInt { OptionalInt apply(OptionalInt value); }
    public interface OfOptionalLong { OptionalLong apply(OptionalLong value); }
    public interface OfOptionalDouble { OptionalDouble apply(OptionalDouble value); }
    public interface OfNested { Optional<List<Optional<String>>> apply(Optional<List<Optional<String>>> value); }
    public interface OfResult { Result<String, Long> apply(Result<String, Long> value); }
    public interface OfNothing { Result<Void, Void> apply(Result<Void, Void> value); }
    public interface OfError { Result<Void, String> apply(Result<Void, String> value); }
    public interface OfMap { Map<String, Long> apply(Map<String, Long> value); }
    public interface OfColours { List<Colour> apply(List<Colour> value); }
    public interface OfFlags { Set<Colour> apply(Set<Colour> value); }
    public interface OfForm { Form apply(Form value); }
    public interface OfPoints { List<Point> apply(List<Point> value); }
    public interface OfPointArray { Point[] apply(Point[] value); }
    public interface OfMany { Many apply(Many value); }
    public interface OfResource { Resource apply(Resource value); }
    public interface OfResources { List<Resource> apply(List<Resource> value); }
    // spotless:on
}
