package dev.gantry.runtime.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.runtime.TrapSignal;
import org.junit.jupiter.api.Test;

/// R21: each inner instance has an identity and flags of its own.
class InstanceStateTest {
    private final InstanceState root = new InstanceState(null);
    private final InstanceState one = new InstanceState(root);
    private final InstanceState other = new InstanceState(root);

    @Test
    void neighboursAreEnteredSeparately_R21() {
        one.enter(root);
        assertThatCode(() -> other.enter(root)).doesNotThrowAnyException();
        assertThatThrownBy(() -> one.enter(root)).isInstanceOf(TrapSignal.class);
        one.leave(root);
        assertThatCode(() -> one.enter(root)).doesNotThrowAnyException();
        assertThatThrownBy(() -> other.enter(root)).isInstanceOf(TrapSignal.class);
    }

    @Test
    void whatIsAroundAnInstanceIsEnteredWithIt_R21() {
        one.enter(null);
        assertThatThrownBy(() -> other.enter(null)).isInstanceOf(TrapSignal.class);
        assertThatCode(() -> other.enter(one)).doesNotThrowAnyException();
    }

    @Test
    void leavingIsForbiddenSeparately_R21() {
        one.mayLeave = false;
        assertThatThrownBy(one::checkMayLeave).isInstanceOf(TrapSignal.class);
        assertThatCode(other::checkMayLeave).doesNotThrowAnyException();
        assertThatCode(root::checkMayLeave).doesNotThrowAnyException();
    }

    @Test
    void handlesBelongToOneInstance_R21() {
        VmResourceType type = VmResourceType.ofHost("file", null);
        int handle = one.handles.add(new HandleTable.Entry(type, 7, null));
        assertThat(one.handles.get(handle, type).rep).isEqualTo(7);
        assertThatThrownBy(() -> other.handles.get(handle, type)).isInstanceOf(TrapSignal.class);
    }
}
