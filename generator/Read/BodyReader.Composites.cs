using AutoBackprop.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoBackprop.Generator.Read;

/// <content>
/// Composites: structs marked [Differentiable] and tuples. A local of such a type is a variable for each of its leaves, so
/// that all that follows sees numbers. A value of one is a <see cref="Composite"/> of values.
/// </content>
internal sealed partial class BodyReader
{
    /// <summary>Brings in a local, and gives back what is assigned to.</summary>
    private Expression Declare(ISymbol local, Model.ValueType type)
    {
        if (type.HoldsBuffers)
            fence.RefuseConstruct(local.DeclaringSyntaxReferences[0].GetSyntax(cancellation), $"A local of type '{type.Text}', which holds a buffer,", "use a local for each part");
        if (type.IsComposite)
            return aliases[local] = NewComposite(local.Name, type, LocalKind);
        return new Reference(variables[local] = NewVariable(local.Name, type, LocalKind));
    }

    private Composite NewComposite(string name, Model.ValueType type, VariableKind kind) => Composite.Of(type, way =>
    {
        Variable leaf = NewVariable(Composite.NameOf(name, way), way[way.Count - 1].Type, kind);
        if (way.Any(static field => field.IsConstant))
            constantLeaves.Add(leaf);
        return new Reference(leaf);
    });

    /// <summary>The variables of fields marked [NoGradient], and of what such fields hold.</summary>
    private readonly HashSet<Variable> constantLeaves = [];

    /// <summary>Whether what is assigned to is, or is in, a field marked [NoGradient]: no gradient flows through it, wherever the value comes from.</summary>
    private bool IsConstantPart(Expression target) => target switch
    {
        Reference { Variable: { Whole: { } whole } part } => Composite.Way(whole.Type, part.Path).Any(static field => field.IsConstant),
        Reference { Variable: var variable } => constantLeaves.Contains(variable),
        Element { Path: { Length: > 0 } path, Buffer.Type.Element: { } item } => Composite.Way(item, path).Any(static field => field.IsConstant),
        _ => false,
    };

    private static Expression Stopped(Expression value) => value switch
    {
        Composite composite => composite.Map(Stopped),
        Literal or Call { Callee: RuleCallee { Name: StopRule } } => value,
        { Type.IsQuantity: true } => new Call(new RuleCallee("global::AutoBackprop." + StopRule, StopRule), EquatableArray.Of(value), value.Type),
        _ => value,
    };

    private const string StopRule = "Gradient.Stop";

    /// <summary>A value as a part of a composite.</summary>
    private Expression Part(Expression value, Field field) => ConvertPart(value, field.Type) is var part && field.IsConstant ? Stopped(part) : part;

    /// <summary>A value for a field; where that is marked [NoGradient], the value's gradient ends there.</summary>
    private Expression Noted(Expression value, Field field, SyntaxNode syntax, string name)
    {
        if (field.IsConstant)
            NoteConstant(value, syntax, name);
        return value;
    }

    /// <summary>Notes that the gradient of what is assigned ends, because the target is marked. What a callee does is noted where it is read for itself.</summary>
    private void NoteConstant(Expression value, SyntaxNode syntax, string target)
    {
        if (inlined.Count > 0)
            return;
        foreach (Expression leaf in value is Composite composite ? composite.Leaves : [value])
            fence.NoteLoss(leaf, syntax, $"{target} is marked [NoGradient]");
    }

    private static SyntaxNode ArgumentOf(IOperation creation, int ordinal) =>
        (creation as IObjectCreationOperation)?.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value.Syntax ?? creation.Syntax;

    private Expression NewTarget(string name, Model.ValueType type, VariableKind kind) =>
        type.IsComposite ? NewComposite(name, type, kind) : new Reference(NewVariable(name, type, kind));

    /// <summary>Assigns a value, a composite leaf by leaf: all leaves are taken before the first target changes.</summary>
    private void Store(Expression target, Expression value, string? origin)
    {
        if (setters.TryGetValue(target, out (IMethodSymbol Setter, IOperation Place, Composite Whole) property))
        {
            setters.Remove(target);
            Store(target, value, origin);
            Inline(property.Setter, property.Place, property.Whole, [target]);
            return;
        }
        if (target is Member component)
        {
            // The whole gets a new value, in which the other components are as they were.
            Store(component.Target, new Update(component.Target, component.Name, value, component.Target.Type), origin);
            return;
        }
        if (target is not Composite || value is not Composite)
        {
            Emit(new Assign(target, value) { Origin = origin });
            return;
        }
        Expression[] targets = [.. ((Composite)target).Leaves], values = [.. ((Composite)Pin(value)).Leaves];
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] == targets[i] || !targets.Take(i).Where((earlier, j) => earlier != values[j]).Any(earlier => IsRead(earlier, values[i])))
                continue;
            Variable saved = NewTemporary(targets[i] is Reference { Variable: var variable } ? "new" + GradientName.Of(variable.Name).Substring(1) : TemporaryName.Of(values[i]), values[i].Type);
            EmitAssign(saved, values[i], origin);
            values[i] = new Reference(saved);
        }
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] != targets[i])
                Emit(new Assign(targets[i], Convert(values[i], targets[i].Type)) { Origin = origin });
        }
    }

    private static bool IsRead(Expression target, Expression value) => target switch
    {
        Reference reference => value.Mentions().Contains(reference.Variable),
        Element element => value.SelfAndDescendants().OfType<Element>().Any(other => other.Path == element.Path && other.Owner() == element.Owner()),
        _ => true,
    };

    /// <summary>Reads a value into a variable; of a composite that a condition chooses, each arm sets the leaves.</summary>
    /// <param name="target">The variable, which nothing mentions yet.</param>
    /// <param name="value">The value.</param>
    /// <param name="origin">The statement.</param>
    private void ReadInto(Expression target, IOperation value, string? origin)
    {
        while (value is IParenthesizedOperation parenthesized)
            value = parenthesized.Operand;
        if (target is Composite && value is IInvocationOperation)
        {
            freshTarget = target;
            Expression read = ReadExpression(value);
            freshTarget = null;
            if (!ReferenceEquals(read, target))
                Store(target, read, origin);
            return;
        }
        if (target is not Composite || value is not IConditionalOperation { WhenFalse: { } otherwise } conditional)
        {
            Store(target, ReadExpression(value), origin);
            return;
        }
        Expression condition = ReadExpression(conditional.Condition);
        Emit(new If(condition, ReadBlock(() => ReadInto(target, conditional.WhenTrue, origin)), ReadBlock(() => ReadInto(target, otherwise, origin))) { Origin = origin });
    }

    private static IEnumerable<string> NewNames(string name, Model.ValueType type)
    {
        var names = new List<string>();
        Composite.Of(type, way =>
        {
            names.Add(Composite.NameOf(name, way));
            return Literal.True;
        });
        return names;
    }

    private Composite ReadTuple(ITupleOperation tuple, Model.ValueType type)
    {
        Expression[] parts = ReadOperands([.. tuple.Elements]);
        return new Composite(parts.Zip(type.Fields, ConvertField).ToEquatableArray(), type);
    }

    private Expression ConvertPart(Expression part, Model.ValueType type)
    {
        if (part is Composite composite && type.IsComposite)
            return ConvertComposite(composite, type);
        return part.Type == type ? part : new Model.Conversion(part, type, IsImplicit: type.Class == TypeClass.Double);
    }

    /// <summary>The same parts as another type's: of a tuple with other names, or other numbers. What a struct's own conversion computes is something else.</summary>
    private Composite ConvertComposite(Composite value, Model.ValueType type)
    {
        if (value.Type == type)
            return value;
        if (value.Type is { IsHolder: false, Construction: not { IsTuple: true } } && statement is not null)
            fence.RefuseConstruct(statement.Syntax, $"The conversion from '{value.Type.Text}' to '{type.Text}' that C# puts in here", "write it out, and assign what it gives to a variable");
        return new Composite(value.Parts.Zip(type.Fields, ConvertField).ToEquatableArray(), type);
    }

    private Expression ConvertField(Expression part, Field field) => ConvertPart(part, field.Type);

    /// <summary>The statement that is being read.</summary>
    private IOperation? statement;

    private static Composite Default(Model.ValueType type) => Composite.Of(type, static way => Zero(way[way.Count - 1].Type));

    private static Expression Zero(Model.ValueType type) => type switch
    {
        { IsQuantity: true } => Literal.Whole(0, type),
        { Class: TypeClass.Integer } => new Literal("0", type),
        { Class: TypeClass.Boolean } => Literal.False,
        _ => new Symbol($"default({type.Text})!", type),
    };

    /// <summary>The parts of a composite that is no variable of the function: constants all.</summary>
    private static Composite PartsOf(Expression whole, Model.ValueType type) => new(
        type.Fields.Select(field => new Member(whole, field.Name, field.Type) is var member && field.Type.IsComposite ? PartsOf(member, field.Type) : (Expression)member).ToEquatableArray(), type);

    private Expression ReadCreation(IObjectCreationOperation creation)
    {
        var type = (INamedTypeSymbol)creation.Type!;
        IMethodSymbol constructor = creation.Constructor!;
        Expression[]? arguments = ReadArguments(creation.Arguments, creation);
        if (arguments is null)
            return Placeholder(type);
        Expression made = Construct(creation, type, constructor, arguments);
        return creation.Initializer is null || made is not Composite composite ? made : ReadInitializer(type, composite, creation.Initializer);
    }

    private Expression Construct(IOperation creation, INamedTypeSymbol type, IMethodSymbol constructor, Expression[] arguments)
    {
        Model.ValueType read = ReadType(type);
        if (type.IsTupleType)
            return new Composite(arguments.Zip(read.Fields, ConvertField).ToEquatableArray(), read);
        if (constructor.IsImplicitlyDeclared && constructor.Parameters.IsEmpty)
            return Default(read);
        ISymbol[] parts = [.. CompositeReader.Parts(type)];
        if (CompositeReader.Assigned(constructor, parts, symbol => symbol.HasSourceIn(model.Compilation)) is { } given && !parts.Where((part, i) => !given.Contains(i)).Any(static part => CompositeReader.InitializerOf(part) is not null))
        {
            return new Composite(parts.Select((_, i) => Array.IndexOf(given, i) is var argument and >= 0
                ? Part(Noted(arguments[argument], read.Fields[i], ArgumentOf(creation, argument), $"'{read.Fields[i].Name}' of '{type.Name}'"), read.Fields[i])
                : read.Fields[i].Type.IsComposite ? Default(read.Fields[i].Type) : Zero(read.Fields[i].Type)).ToEquatableArray(), read);
        }
        return InlineConstructor(creation, type, constructor, arguments);
    }

    /// <summary>Sets parts by an object initializer, or by <c>with</c>.</summary>
    private Expression ReadInitializer(INamedTypeSymbol type, Composite made, IObjectOrCollectionInitializerOperation initializer)
    {
        Expression[] parts = [.. made.Parts];
        foreach (IOperation operation in initializer.Initializers)
        {
            if (operation is not ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: var member }, Value: var value } || CompositeReader.IndexOf(type, member) is not (var index and >= 0))
                return Refuse(operation, "This initializer", "set a field or an auto-property of the struct");
            int before = output.Count;
            Expression read = ReadExpression(value);
            if (output.Count > before)
                Spill(parts, parts.Length, before);
            parts[index] = Part(Noted(read, made.Type.Fields[index], value.Syntax, $"'{member.Name}' of '{type.Name}'"), made.Type.Fields[index]);
        }
        return made with { Parts = parts.ToEquatableArray() };
    }

    private Expression ReadWith(IWithOperation with) => ReadExpression(with.Operand) switch
    {
        Composite composite when with.Type is INamedTypeSymbol type => ReadInitializer(type, composite, with.Initializer),
        { Type.IsVector: true } vector => SetComponents(vector, with.Initializer),
        _ => Refuse(with, "This 'with'", "use it on a struct marked [Differentiable]"),
    };

    /// <summary>Reads a field or a property of a composite; null where it is of something else.</summary>
    private Expression? ReadPart(IMemberReferenceOperation reference)
    {
        if (reference.Instance is not { Type: INamedTypeSymbol type } instance || !CompositeReader.IsComposite(type))
            return null;
        if (IsThis(instance) && receiver is null)
            return null;
        if (reference is IPropertyReferenceOperation { Property: { IsIndexer: true, GetMethod: { } at } } indexed && !at.MayBeOverridden())
        {
            Expression[] operands = ReadOperands([instance, .. indexed.Arguments.Select(static argument => argument.Value)]);
            return operands[0] is Composite { Type.IsHolder: false } ? Inline(at, reference, CalledOn(instance, operands[0], at), [.. operands.Skip(1)]) : Refuse(reference, "This indexer", "index an array or a span, or name the parts");
        }
        int index = CompositeReader.IndexOf(type, reference.Member);
        if (index < 0 && !CompositeReader.IsComposite(reference.Member.ContainingType))
            return reference.Member.IsOfExtension()
                ? Refuse(reference, $"The extension member '{reference.Member.Name}'", CallStatic)
                : Refuse(reference, $"The member '{reference.Member.Name}', which '{type.Name}' inherits,", $"mark '{reference.Member.ContainingType.Name}' [Differentiable] too, or let '{type.Name}' have it itself");
        if (ReadExpression(instance) is not Composite whole)
            return Placeholder(reference.Type);
        if (index >= 0)
        {
            if (whole.Type.IsHolder && reference.Member is IFieldSymbol { AssociatedSymbol: IPropertySymbol computed })
                return Refuse(reference, ComputesWithField(computed), "give it a field of its own");
            return whole.Type.IsHolder && RefusePart(reference, whole.Type.Fields[index]) is { } refused ? refused : whole.Parts[index];
        }
        return reference is IPropertyReferenceOperation { Property.GetMethod: { } getter } && !getter.MayBeOverridden()
            ? Inline(getter, reference, CalledOn(instance, whole, getter), [], [NameOf(instance, "value")])
            : Refuse(reference, $"The member '{reference.Member.Name}'", "pass its value as a parameter");
    }

    private static string ComputesWithField(ISymbol property) => $"The property '{property.Name}', which computes with 'field',";

    /// <summary>The part of a variable that is assigned to; null where it is refused.</summary>
    private Expression? TargetPart(IMemberReferenceOperation reference, INamedTypeSymbol type, IOperation instance)
    {
        int index = CompositeReader.IndexOf(type, reference.Member);
        if (index < 0 && reference is IPropertyReferenceOperation { Property.SetMethod: { IsInitOnly: false } setter } && !CompositeReader.IsHolder(type) && setter.HasSourceIn(model.Compilation))
            return SetterTarget(reference, setter, instance);
        if (index < 0)
        {
            fence.RefuseConstruct(reference.Syntax, $"Setting '{reference.Member.Name}', which is no field or auto-property,", "assign the fields and auto-properties of the struct");
            return null;
        }
        Expression? whole = instance is IInstanceReferenceOperation ? receiver : FindTarget(instance);
        return whole is Composite composite ? Pin(composite.Parts[index]) : null;
    }

    /// <summary>The setters of the properties that variables stand for: what is stored in these is given to those.</summary>
    private readonly Dictionary<Expression, (IMethodSymbol Setter, IOperation Place, Composite Whole)> setters = [];

    /// <summary>What is assigned to a property that computes: a variable of its own, with the property's value where that is read first.</summary>
    private Expression? SetterTarget(IMemberReferenceOperation reference, IMethodSymbol setter, IOperation instance)
    {
        if ((instance is IInstanceReferenceOperation ? receiver : FindTarget(instance)) is not Composite whole)
            return null;
        int at = output.Count;
        whole = (Composite)PinForName(whole, ref at);
        Expression target = NewTarget(LocalName(reference), ReadType(reference.Type!), VariableKind.Temporary);
        if (reference.Parent is not (ISimpleAssignmentOperation or ITupleOperation))
            Store(target, ((IPropertyReferenceOperation)reference).Property.GetMethod is { } getter ? Inline(getter, reference, whole, []) : Placeholder(reference.Type), null);
        setters[target] = (setter, reference, whole);
        return target;
    }

    /// <summary>An element of a buffer: of a buffer of composites, the elements' leaves.</summary>
    private static Expression ElementOf(Expression buffer, EquatableArray<Expression> indices)
    {
        Model.ValueType type = buffer.Type.Element ?? buffer.Type;
        return type.IsComposite
            ? Composite.Of(type, way => new Element(buffer, indices, way[way.Count - 1].Type) { Path = Composite.PathOf(way) })
            : new Element(buffer, indices, type);
    }
}
