package dev.gantry.fuzz.winch;

import dev.gantry.environ.spi.CompilerProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Loads the compiler `winch` once more, changed so that it shows its state before each instruction.
final class CompilerLoader extends ClassLoader {
    private static final String PACKAGE = "dev.gantry.winch.";
    private static final String CHANGED = PACKAGE + "FunctionCompiler";
    private static final String METHOD = "emit";
    private static final ClassDesc EMISSION = ClassDesc.of(PACKAGE + "Emission");
    private static final ClassDesc PROBE = ClassDesc.of(PACKAGE + "OperandProbe");

    CompilerLoader() {
        super(CompilerLoader.class.getClassLoader());
    }

    /// The provider of the changed compiler.
    CompilerProvider provider() throws ReflectiveOperationException {
        Class<?> type = loadClass(PACKAGE + "WinchProvider");
        try {
            return (CompilerProvider) MethodHandles.publicLookup()
                    .findConstructor(type, MethodType.methodType(void.class))
                    .invoke();
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes;
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] changed = name.equals(CHANGED) ? withProbe(bytes) : bytes;
        return defineClass(name, changed, 0, changed.length);
    }

    /// The class with a call at the start of the method that emits an instruction.
    private static byte[] withProbe(byte[] bytes) {
        ClassFile file = ClassFile.of();
        CodeTransform probe = CodeTransform.ofStateful(() -> {
            boolean[] isCalled = {false};
            return (builder, element) -> {
                if (!isCalled[0]) {
                    isCalled[0] = true;
                    builder.aload(0)
                            .getfield(ClassDesc.of(CHANGED), "state", EMISSION)
                            .iload(1)
                            .invokestatic(
                                    PROBE,
                                    "look",
                                    MethodTypeDesc.of(ConstantDescs.CD_void, EMISSION, ConstantDescs.CD_int));
                }
                builder.with(element);
            };
        });
        return file.transformClass(
                file.parse(bytes), ClassTransform.transformingMethodBodies(CompilerLoader::emits, probe));
    }

    private static boolean emits(MethodModel method) {
        return method.methodName().equalsString(METHOD);
    }
}
