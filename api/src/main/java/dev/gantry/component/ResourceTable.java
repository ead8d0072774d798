package dev.gantry.component;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/// Objects behind the numbers of a host's resources. Numbers are used again after [#delete]. An object can be
/// the child of another, which then cannot be deleted before it.
///
/// Threading: confined.
public final class ResourceTable {
    private record Entry(Object object, int parent, Set<Integer> children) {}

    private static final int NONE = -1;

    private final Map<Integer, Entry> entries = new HashMap<>();
    private final List<Integer> free = new ArrayList<>();
    private final int capacity;

    /// A table for as many objects as there are numbers.
    public ResourceTable() {
        this(Integer.MAX_VALUE);
    }

    /// A table.
    ///
    /// @param capacity the most objects
    public ResourceTable(int capacity) {
        this.capacity = capacity;
    }

    /// Adds an object.
    ///
    /// @param object the object
    /// @return its number
    /// @throws IllegalStateException if the table is full
    public int push(Object object) {
        return add(object, NONE);
    }

    /// Adds an object that another one must outlive.
    ///
    /// @param object the object
    /// @param parent the number of the other one
    /// @return its number
    /// @throws NoSuchElementException if there is no parent of that number
    /// @throws IllegalStateException  if the table is full
    public int pushChild(Object object, int parent) {
        Set<Integer> siblings = entry(parent).children();
        int rep = add(object, parent);
        siblings.add(rep);
        return rep;
    }

    private int add(Object object, int parent) {
        if (entries.size() >= capacity) {
            throw new IllegalStateException("the resource table is full");
        }
        int rep = free.isEmpty() ? entries.size() : free.removeLast();
        entries.put(rep, new Entry(object, parent, new HashSet<>()));
        return rep;
    }

    private Entry entry(int rep) {
        Entry entry = entries.get(rep);
        if (entry == null) {
            throw new NoSuchElementException("no resource " + rep);
        }
        return entry;
    }

    /// The object of a number.
    ///
    /// @param rep  its number
    /// @param type its class
    /// @param <T>  its class
    /// @return the object
    /// @throws NoSuchElementException   if there is none
    /// @throws IllegalArgumentException if it is of another class
    public <T> T get(int rep, Class<T> type) {
        Object object = entry(rep).object();
        if (!type.isInstance(object)) {
            throw new IllegalArgumentException("expected a " + type.getSimpleName() + ", found a "
                    + object.getClass().getSimpleName());
        }
        return type.cast(object);
    }

    /// The object behind a handle.
    ///
    /// @param resource a handle to one of the host's resources
    /// @param type     its class
    /// @param <T>      its class
    /// @return the object
    /// @throws NoSuchElementException   if there is none
    /// @throws IllegalArgumentException if it is of another class
    /// @throws IllegalStateException    if the handle is over, or a guest's
    public <T> T get(Resource resource, Class<T> type) {
        return get(resource.rep(), type);
    }

    /// Takes an object out.
    ///
    /// @param rep  its number
    /// @param type its class
    /// @param <T>  its class
    /// @return the object
    /// @throws NoSuchElementException   if there is none
    /// @throws IllegalArgumentException if it is of another class
    /// @throws IllegalStateException    if it has children
    public <T> T delete(int rep, Class<T> type) {
        T object = get(rep, type);
        Entry entry = entry(rep);
        if (!entry.children().isEmpty()) {
            throw new IllegalStateException("resource " + rep + " has children");
        }
        entries.remove(rep);
        free.add(rep);
        if (entry.parent() != NONE) {
            entry(entry.parent()).children().remove(rep);
        }
        return object;
    }

    /// How many objects there are.
    ///
    /// @return the number
    public int size() {
        return entries.size();
    }
}
