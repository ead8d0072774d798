package dev.gantry.wasm.component.validate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.wasm.Failure;
import dev.gantry.wasm.UnsupportedException;
import dev.gantry.wasm.ValidationException;
import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.component.Canon;
import dev.gantry.wasm.component.Definition;
import dev.gantry.wasm.component.StringEncoding;
import dev.gantry.wasm.component.types.ResolvedFuncType;
import dev.gantry.wasm.component.types.ResolvedInstanceType;
import dev.gantry.wasm.component.types.ResolvedItem;
import dev.gantry.wasm.component.types.ResolvedType;
import dev.gantry.wasm.component.types.ResolvedValueType;
import dev.gantry.wasm.component.types.ResourceId;
import dev.gantry.wasm.types.TypeInterner;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules that the suites leave out, and what the validator finds out about a component. The suites themselves are
/// checked by the runner of scripts.
final class ComponentValidatorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // types
                "(type (map f32 u8)) | INVALID_TYPE_DEFINITION | invalid key type `f32` of map",
                "(type $l (list u8)) (type (map $l u8)) | INVALID_TYPE_DEFINITION | invalid key type `list` of map",
                "(type (list u8 0)) | INVALID_TYPE_DEFINITION | more than zero elements",
                "(type (list u8 4294967295)) | INVALID_TYPE_DEFINITION | exceeds maximum byte size",
                "(import \"r\" (type $r (sub resource))) (type (stream (borrow $r)))"
                        + "| INVALID_TYPE_DEFINITION | a stream cannot contain a `borrow` type",
                "(import \"r\" (type $r (sub resource))) (type (future (list (borrow $r))))"
                        + "| INVALID_TYPE_DEFINITION | a future cannot contain a `borrow` type",
                "(import \"r\" (type $r (sub resource))) (type (component (export \"v\" (value (borrow $r)))))"
                        + "| INVALID_TYPE_DEFINITION | an exported value cannot contain",
                "(type (func (param \"a\" u8) (param \"A\" u8))) | CONFLICTING_NAME | function parameter name `A`",
                "(type (record (field \"a--b\" u8))) | INVALID_NAME | is not in kebab case",
                "(core type (module (type (func)) (import \"a\" \"b\" (func (type 0)))"
                        + " (import \"a\" \"b\" (func (type 0))))) | CONFLICTING_NAME | duplicate import name `a:b`",
                "(core type (module (import \"a\" \"b\" (memory 2 1)))) | SIZE_MINIMUM_GREATER | ",
                "(core type (module (import \"a\" \"b\" (func (type 0))))) | UNKNOWN_TYPE | ",
                "(core type (module)) (core type (func (param (ref 0)))) | TYPE_MISMATCH | is a module type",
                "(core type (module)) (core type (module (alias outer 1 0 (type)))) | TYPE_MISMATCH | module type",
                "(core type (func (param (ref 3)))) | UNKNOWN_TYPE | 3",
                "(core type (func)) (core type (sub 0 (func))) | SUB_TYPE | does not fit its supertype",
                "(core type (module (type (struct)) (import \"a\" \"b\" (func (type 0)))))"
                        + "| UNKNOWN_TYPE | not a function type",
                // index spaces
                "(type u8) (import \"f\" (func (type 0))) | TYPE_MISMATCH | type index 0 is not a function type",
                "(core type (func)) (import \"m\" (core module (type 0))) | TYPE_MISMATCH | is not a module type",
                "(alias outer 0 9 (component)) | UNKNOWN_COMPONENT | component 9",
                "(export \"a\" (instance 4294967295)) | UNKNOWN_INSTANCE | instance 4294967295",
                // names
                "(import \"a:b/c@1.0.0-\" (func)) | INVALID_NAME | empty identifier segment",
                "(import \"a:b/c@1.00.0\" (func)) | INVALID_NAME | invalid leading zero",
                "(import \"a:b\" (func)) | INVALID_NAME | expected `/` after package name",
                "(import \"A:b/c\" (func)) | INVALID_NAME | `A` is not in kebab case",
                "(import \"a:b/c\" (func)) (import \"a:b/C\" (func)) | CONFLICTING_NAME | `a:b/C` conflicts",
                "(import \"url=<>>\" (func)) | INVALID_NAME | ",
                "(type (component (export \"url=<a>\" (func)))) | INVALID_NAME | is not a valid export name",
                "(import \"a:b/c@1.0\" (versionsuffix \".0\") (instance)) | INVALID_NAME | canonical version",
                "(import \"a:b/c@1\" (versionsuffix \".x\") (instance)) | INVALID_NAME | unexpected character",
                "(import \"a\" (versionsuffix \".0\") (instance)) | INVALID_NAME | without a version",
                "(import \"a:b/c@1\" (versionsuffix \".0.0\") (func)) | INVALID_NAME | only instances",
                // canonical definitions
                "(canon context.get i64 0 (core func)) (canon context.set i32 0 (core func))"
                        + "| INVALID_CANON | must match previous context type",
                "(canon context.get i32 2 (core func)) | INVALID_CANON | must be zero or one",
                "(canon context.get f32 0 (core func)) | INVALID_CANON | only supports `i32` or `i64`",
                "(canon task.return (result string) (core func)) | INVALID_CANON | `memory` is required",
                "(type $s (stream u8)) (canon future.new $s (core func)) | TYPE_MISMATCH | requires a future type",
                "(type $s (stream u8)) (canon stream.read $s async (core func)) | INVALID_CANON | `memory`",
                "(import \"f\" (func $f)) (core func (canon lower (func $f) async))"
                        + "| INVALID_CANON | requires an async function type",
                "(import \"r\" (type $r (sub resource))) (canon resource.rep $r (core func))"
                        + "| TYPE_MISMATCH | is not a local resource",
                "(type $r (resource (rep f32))) | INVALID_TYPE_DEFINITION | `i32` or `i64`",
                // values
                "(import \"v\" (value u8)) | VALUE_USE | value index 0 was not used",
                "(import \"v\" (value $v u8)) (export \"a\" (value $v)) (export \"b\" (value $v))"
                        + "| VALUE_USE | more than once",
            })
    void brokenRulesAreNamed(String fields, Failure failure, String message) {
        ValidationException error = TestComponents.failure("(component " + fields + ")");
        assertThat(error.failure()).as(error.getMessage()).isEqualTo(failure);
        if (message != null) {
            assertThat(error).hasMessageContaining(message);
        }
        assertThat(error).hasMessageContaining("(at offset 0x");
    }

    /// R18 among others: names of imports that say which implementation is meant.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(type (map u64 (map string u8)))",
                "(import \"r\" (type $r (sub resource))) (import \"f\" (func (param \"x\" (list (borrow $r)))))",
                "(import \"a:b/c@1\" (versionsuffix \".0.0\") (instance))",
                "(import \"a:b/c@0.2\" (instance))",
                "(import \"a:b:c/d/e@1.0.0\" (instance))",
                "(import \"unlocked-dep=<a:b@{>=1.0.0 <2.0.0}>\" (component))",
                "(import \"locked-dep=<a:b@1.0.0>,integrity=<sha256-abcd>\" (component))",
                "(import \"url=<https://example.org/x.wasm>\" (component))",
                "(import \"integrity=<sha512-abcd sha384-efgh==?opt>\" (component))",
                "(import \"v\" (value $v u8)) (export \"a\" (value $v))",
                "(core type $f (func)) (core type (module (alias outer 1 $f (type)) (export \"f\" (func (type 0)))))",
                "(core type $f (sub (func))) (core type (sub $f (func)))",
                "(type $r (resource (rep i64))) (canon resource.new $r (core func))",
                "(type $s (stream string)) (core module $m (memory (export \"m\") i64 1)) (core instance $i"
                        + " (instantiate $m)) (canon stream.write $s async (memory (core memory $i \"m\")) (core func))",
            })
    void validComponents(String fields) {
        assertThat(TestComponents.error("(component " + fields + ")")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COMPONENT_MODEL | ",
                "COMPONENT_MODEL_ASYNC | (type (func async))",
                "COMPONENT_MODEL_ASYNC | (type (stream))",
                "COMPONENT_MODEL_ASYNC | (canon backpressure.inc (core func))",
                "COMPONENT_MODEL_ASYNC_STACKFUL | (type $t (func async)) (core module $m (func (export \"f\")))"
                        + " (core instance $i (instantiate $m))"
                        + " (canon lift (core func $i \"f\") async (func (type $t)))",
                "COMPONENT_MODEL_MORE_ASYNC_BUILTINS | (canon subtask.cancel async (core func))",
                "COMPONENT_MODEL_MORE_ASYNC_BUILTINS | (type $s (stream)) (canon stream.read $s (core func))",
                "COMPONENT_MODEL_THREADING | (canon thread.index (core func))",
                "COMPONENT_MODEL_THREADING | (canon context.get i32 1 (core func))",
                "COMPONENT_MODEL_ERROR_CONTEXT | (type (list error-context))",
                "COMPONENT_MODEL_FIXED_LENGTH_LISTS | (type (list u8 3))",
                "COMPONENT_MODEL_MAP | (type (map u8 u8))",
                "COMPONENT_MODEL_IMPLEMENTS | (import \"a\" (external-id \"x\") (func))",
                "COMPONENT_MODEL_CANON_NAMES | (import \"a:b/c@1\" (versionsuffix \".0.0\") (instance))",
                "COMPONENT_MODEL_NESTED_NAMES | (import \"a:b:c/d\" (func))",
                "COMPONENT_MODEL_VALUES | (import \"v\" (value $v u8)) (export \"w\" (value $v))",
                "COMPONENT_MODEL_MEMORY64 | (type (resource (rep i64)))",
            })
    void featuresCanBeSwitchedOff(WasmFeature feature, String fields) {
        String text = "(component " + (fields == null ? "" : fields) + ")";
        assertThat(TestComponents.error(text)).isNull();
        Set<WasmFeature> others = TestComponents.all();
        others.remove(feature);
        assertThat(TestComponents.error(text, others)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(canon thread.available-parallelism (core func))",
                "(canon thread.available-parallelism shared (core func))",
            })
    void whatIsNotBuiltIsRefused(String fields) {
        assertThatThrownBy(() -> TestComponents.error("(component " + fields + ")"))
                .isInstanceOf(UnsupportedException.class);
    }

    /// What each type is as an object or a core value, and what it is not.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bool | i32 | i64",
                "u16 | i32 | f32",
                "s64 | i64 | i32",
                "char | i32 | i64",
                "f64 | f64 | f32",
                "string | (ref $i8s) | (ref $i16s)",
                "(list u8) | (ref $i8s) | (ref $i64s)",
                "(list u64) | (ref null $i64s) | (ref array)",
                "(list u64 4) | (ref $i64s) | (ref $i8s)",
                "(tuple s8 string) | (ref $pair) | (ref $empty)",
                "(tuple s16 string) | (ref $pair16) | (ref $pair)",
                "(option string) | (ref $empty) | (ref $pair)",
                "(result) | (ref $empty) | i32",
                "(own $r) | externref | (ref $empty)",
                "(borrow $r) | (ref extern) | anyref",
            })
    void valuesAreObjects(String type, String right, String wrong) {
        assertThat(TestComponents.error(withObjects(type, right, "gc"))).isNull();
        assertThat(TestComponents.failure(withObjects(type, wrong, "gc")).failure())
                .isEqualTo(Failure.TYPE_MISMATCH);
    }

    private static String withObjects(String type, String core, String options) {
        String types = """
                (TYPE $i8s (array i8)) (TYPE $i16s (array (mut i16))) (TYPE $i64s (array i64)) (TYPE $empty (struct))
                (TYPE $pair (struct (field i8) (field (ref $i8s)))) (TYPE $pair16 (struct (field i16) (field (ref $i8s))))
                (TYPE $f (func (param %s)))
                """.formatted(core);
        return """
                (component
                  (core module $m %s (func (export "f") (type $f)))
                  %s
                  (core instance $i (instantiate $m))
                  (import "r" (type $r (sub resource)))
                  (type $t (func (param "x" %s)))
                  (import "g" (func $g (type $t)))
                  (canon lift (core func $i "f") gc (func (type $t)))
                  (canon lower (func $g) %s (core-type $f) (core func)))
                """.formatted(types.replace("TYPE", "type"), types.replace("TYPE", "core type"), type, options);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gc gc (core-type $f) | more than once",
                "gc (core-type $f) (core-type $f) | more than once",
                "(core-type $f) | without `gc`",
                "gc | without also specifying a `core-type`",
                "gc (core-type $s) | must name a core function type",
                "gc (core-type 9) | index",
                "gc (core-type $two) | the core function type has 2 parameters, the component function 1",
                "gc (core-type $res) | the core function type has 1 results, the component function 0",
            })
    void optionsOfObjectsAreChecked(String options, String message) {
        String text = """
                (component
                  (core type $f (func (param i32)))
                  (core type $two (func (param i32 i32)))
                  (core type $res (func (param i32) (result i32)))
                  (core type $s (struct))
                  (import "g" (func $g (param "x" u8)))
                  (canon lower (func $g) %s (core func)))
                """.formatted(options);
        assertThat(TestComponents.failure(text)).hasMessageContaining(message);
    }

    // ---- what is found out

    private static ValidComponent validate(String text) {
        return TestComponents.validate(text, TestComponents.all(), new TypeInterner());
    }

    private static ResourceId resource(ResolvedInstanceType instance, String name) {
        ResolvedItem.Type item =
                (ResolvedItem.Type) requireNonNull(instance.exports().get(name));
        return ((ResolvedType.Resource) item.created()).id();
    }

    /// R13: types of enclosing components are seen through aliases, in components that are instantiated in several
    /// places.
    @Test
    void eachInstantiationMakesResourcesOfItsOwn() {
        try (ValidComponent valid = validate("""
                (component
                  (component $c
                    (type $r (resource (rep i32)))
                    (export $e "r" (type $r))
                    (import "s" (type $s (sub resource)))
                    (export "t" (type $s)))
                  (import "x" (type $x (sub resource)))
                  (instance $a (instantiate $c (with "s" (type $x))))
                  (instance $b (instantiate $c (with "s" (type $x)))))
                """)) {
            ResolvedInstanceType first = valid.instances().get(0);
            ResolvedInstanceType second = valid.instances().get(1);
            assertThat(resource(first, "r")).isNotSameAs(resource(second, "r"));
            ResourceId imported = ((ResolvedType.Resource) valid.types().getFirst()).id();
            assertThat(resource(first, "t")).isSameAs(imported);
            assertThat(resource(second, "t")).isSameAs(imported);
            assertThat(valid.type().importedResources()).containsExactly(imported);
            assertThat(valid.type().definedResources()).isEmpty();
            assertThat(valid.isLocal(imported)).isFalse();
            assertThat(valid.components().getFirst().definedResources()).hasSize(1);
        }
    }

    /// R10: a core type and a component type of the same index are different things.
    @Test
    void indexSpacesAreSeparate() {
        try (ValidComponent valid = validate("""
                (component
                  (core type (func (param i64)))
                  (type u8)
                  (core module $m (func (export "f") (param i32)) (memory (export "m") 1))
                  (core instance $i (instantiate $m))
                  (import "f" (func $f (param "p" u32)))
                  (alias core export $i "f" (core func $g))
                  (type $r (resource (rep i32)))
                  (canon lift (core func $g) (func $h (param "p" u32)))
                  (canon lower (func $f) (core func)))
                """)) {
            assertThat(valid.coreTypes()).hasSize(1);
            assertThat(valid.types().get(0)).isInstanceOf(ResolvedValueType.Prim.class);
            assertThat(valid.coreFuncs()).hasSize(2);
            assertThat(valid.funcs()).hasSize(2);
            assertThat(valid.coreFuncs().get(0)).isEqualTo(valid.coreFuncs().get(1));
            assertThat(valid.interner().funcType(valid.coreFuncs().get(0))).hasToString("(func (param i32))");
            assertThat(valid.coreInstances().getFirst().exports()).containsOnlyKeys("f", "m");
            assertThat(valid.coreMemories()).isEmpty();
            ResolvedType.Resource defined =
                    (ResolvedType.Resource) valid.types().get(valid.types().size() - 2);
            assertThat(valid.isLocal(defined.id())).isTrue();
        }
    }

    /// R11: each canonical option is looked at by itself, defaults are filled in.
    @Test
    void optionsOfCanonicalDefinitionsAreResolved() {
        try (ValidComponent valid = validate("""
                (component
                  (core module $m
                    (memory (export "m") 1)
                    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
                  (core instance $i (instantiate $m))
                  (alias core export $i "m" (core memory $mem))
                  (alias core export $i "realloc" (core func $realloc))
                  (import "f" (func $f (param "a" string) (result (tuple u8 string))))
                  (canon lower (func $f) string-encoding=utf16 (realloc $realloc) (memory $mem) (core func))
                  (canon resource.drop $r (core func))
                  (type $r (resource (rep i32))))
                """.replace("(canon resource.drop $r (core func))\n", ""))) {
            Canon lower = (Canon) valid.component().definitions().stream()
                    .filter(Canon.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            ValidCanon canon = valid.canon(lower);
            assertThat(canon.options())
                    .isEqualTo(new CanonOptions(
                            StringEncoding.UTF16, 0, false, 0, CanonOptions.NONE, false, -1, false, -1));
            assertThat(valid.interner().funcType(canon.coreType())).hasToString("(func (param i32 i32 i32))");
            assertThat(canon.funcType()).isSameAs(valid.funcs().getFirst());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // MAX_FLAT_PARAMS, joined cases, results behind a pointer, asynchronous calls
                "(func) | false | (func)",
                "(func (param \"a\" s64) (param \"b\" f32) (result f64)) | false"
                        + "| (func (param i64 f32) (result f64))",
                "(func (param \"a\" (result u8 (error f32)))) | false | (func (param i32 i32))",
                "(func (param \"a\" (result f32 (error f64)))) | false | (func (param i32 i64))",
                "(func (param \"a\" (option (tuple u8 s64)))) | false | (func (param i32 i32 i64))",
                "(func (param \"a\" (list u8 4))) | false | (func (param i32 i32 i32 i32))",
                "(func (param \"a\" (list u64 17))) | false | (func (param i32))",
                "(func (result (tuple u8 u8))) | false | (func (param i32))",
                "(func async (param \"a\" (tuple u8 u8 u8 u8)) (result u8)) | true"
                        + "| (func (param i32 i32 i32 i32 i32) (result i32))",
                "(func async (param \"a\" (tuple u8 u8 u8 u8 u8))) | true | (func (param i32) (result i32))",
            })
    void functionsAreFlattened(String type, boolean isAsync, String core) {
        String text = """
                (component
                  (core module $m (memory (export "m") 1))
                  (core instance $i (instantiate $m))
                  (type $t TYPE)
                  (import "f" (func $f (type $t)))
                  (canon lower (func $f) (memory (core memory $i "m")) OPTION (core func)))
                """.replace("TYPE", type).replace("OPTION", isAsync ? "async" : "");
        try (ValidComponent valid = validate(text)) {
            assertThat(valid.interner().funcType(valid.coreFuncs().getFirst())).hasToString(core);
        }
    }

    /// R12: nested components and core modules are found by their definitions.
    @Test
    void partsAreFoundByTheirDefinitions() {
        TypeInterner interner = new TypeInterner();
        ValidComponent valid = TestComponents.validate(
                "(component (core module (func (export \"f\") (param i32))) (component (component (type u8))))",
                TestComponents.all(),
                interner);
        List<Definition> definitions = valid.component().definitions();
        assertThat(valid.module((Definition.CoreModule) definitions.get(0)).funcType(0))
                .hasToString("(func (param i32))");
        ValidComponent nested = valid.component((Definition.Component) definitions.get(1));
        assertThat(nested.components()).hasSize(1);
        nested.close();
        assertThat(interner.groupCount()).isPositive();
        valid.close();
        valid.close();
        assertThat(interner.groupCount()).isZero();
    }

    @Test
    void suppliedTypesKeepTheirNames() {
        assertThat(TestComponents.error("""
                        (component
                          (type $rec (record (field "a" u8)))
                          (import "r" (type $r (eq $rec)))
                          (component $c
                            (type $rec (record (field "a" u8)))
                            (import "r" (type $r (eq $rec)))
                            (import "f" (func $f (param "p" $r)))
                            (export "g" (func $f)))
                          (import "f" (func $f (param "p" $r)))
                          (instance $i (instantiate $c (with "r" (type $r)) (with "f" (func $f))))
                          (export "h" (func $i "g")))
                        """)).isNull();
    }

    @Test
    void typesOfValuesAreResolved() {
        try (ValidComponent valid = validate("""
                (component
                  (type $r (record (field "a" (list string)) (field "b" u8)))
                  (import "r" (type $s (eq $r)))
                  (import "f" (func (param "p" $s) (result (option $s)))))
                """)) {
            ResolvedFuncType func = valid.funcs().getFirst();
            ResolvedValueType.RecordOf record =
                    (ResolvedValueType.RecordOf) func.params().getFirst().type();
            assertThat(record)
                    .isNotSameAs(valid.types().get(1))
                    .isEqualTo(valid.types().get(1));
            assertThat(record.facts().hasPointer()).isTrue();
            assertThat(record.facts().bytes64()).isEqualTo(24);
            assertThat(requireNonNull(func.result()).facts().bytes64()).isEqualTo(32);
            assertThat(((ResolvedItem.Func)
                                    requireNonNull(valid.type().imports().get("f")))
                            .type())
                    .isSameAs(func);
        }
    }
}
