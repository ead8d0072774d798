package dev.gantry.environ.debug;

import dev.gantry.wasm.WasmFeature;
import dev.gantry.wasm.binary.ModuleReader;
import dev.gantry.wasm.module.ModuleDef;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes modules with debug information of our own making: bytes, numbers and sections.
final class DwarfModule {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static DwarfModule bytes() {
        return new DwarfModule();
    }

    DwarfModule u8(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    DwarfModule u16(int value) {
        return u8(value, value >> 8);
    }

    DwarfModule u32(long value) {
        return u16((int) value).u16((int) (value >> 16));
    }

    DwarfModule u64(long value) {
        return u32(value).u32(value >> 32);
    }

    DwarfModule offset(long value, int offsetBytes) {
        return offsetBytes == 8 ? u64(value) : u32(value);
    }

    DwarfModule uleb(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            u8(((int) rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        return u8((int) rest);
    }

    DwarfModule string(String value) {
        return all(value.getBytes(StandardCharsets.UTF_8)).u8(0);
    }

    DwarfModule all(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    DwarfModule all(DwarfModule other) {
        return all(other.toBytes());
    }

    /// With the length in front that starts a unit.
    DwarfModule unit(int offsetBytes) {
        DwarfModule unit = bytes();
        if (offsetBytes == 8) {
            unit.u32(0xFFFF_FFFFL);
        }
        return unit.offset(out.size(), offsetBytes).all(this);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    /// A module with a function of a given number of bytes and custom sections: names and contents in turn.
    static ModuleDef module(int codeBytes, Object... customs) {
        DwarfModule module = bytes().u8(0, 'a', 's', 'm', 1, 0, 0, 0);
        module.section(1, bytes().u8(1, 0x60, 0, 0));
        module.section(3, bytes().u8(1, 0));
        DwarfModule body = bytes().u8(0);
        for (int count = 2; count < codeBytes; count++) {
            body.u8(0x01);
        }
        body.u8(0x0B);
        module.section(10, bytes().u8(1).uleb(body.out.size()).all(body));
        for (int at = 0; at < customs.length; at += 2) {
            byte[] name = customs[at].toString().getBytes(StandardCharsets.UTF_8);
            module.section(0, bytes().uleb(name.length).all(name).all((DwarfModule) customs[at + 1]));
        }
        return ModuleReader.read(module.toBytes(), WasmFeature.defaults());
    }

    private void section(int id, DwarfModule content) {
        u8(id).uleb(content.out.size()).all(content);
    }
}
