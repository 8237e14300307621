using System.Collections.Frozen;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace ArboDossier.CompiledCode;

/// <summary>Something that code names: a type, or a member of it.</summary>
/// <param name="Type">Full name, without type arguments: <c>ArboDossier.Store.Act`1</c>.</param>
/// <param name="Member">Method or field; empty for the type as such.</param>
public sealed record Reference(string Type, string Member);

/// <summary>A type as it was written, with all that its code names; what the compiler made inside it (closures, state machines) counts as its own.</summary>
public sealed record TypeCode(string Namespace, string Name, IReadOnlySet<Reference> References)
{
    /// <summary>Namespace and name.</summary>
    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";
}

/// <summary>Reads what the code of an assembly refers to, from its IL and metadata: what reflection over signatures alone would not see.</summary>
public static class AssemblyCode
{
    private static readonly FrozenDictionary<ushort, OpCode> OpCodes = typeof(OpCodes).GetFields()
        .Where(x => x.FieldType == typeof(OpCode)).Select(x => (OpCode)x.GetValue(null)!).ToFrozenDictionary(x => unchecked((ushort)x.Value));

    /// <summary>All types of an assembly file, nested ones under their outermost type.</summary>
    public static IReadOnlyList<TypeCode> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var names = new Names(metadata);
        var found = new Dictionary<TypeDefinitionHandle, HashSet<Reference>>();
        foreach (var handle in metadata.TypeDefinitions)
        {
            var outer = names.Outermost(handle);
            var references = found.TryGetValue(outer, out var there) ? there : found[outer] = [];
            Collect(file, metadata, names, metadata.GetTypeDefinition(handle), references);
        }

        return [.. found.Select(x => metadata.GetTypeDefinition(x.Key) is var type
            ? new TypeCode(metadata.GetString(type.Namespace), metadata.GetString(type.Name), x.Value)
            : throw new InvalidOperationException())];
    }

    private static void Collect(PEReader file, MetadataReader metadata, Names names, TypeDefinition type, HashSet<Reference> into)
    {
        names.Into = into;
        if (!type.BaseType.IsNil)
        {
            names.Add(type.BaseType);
        }

        foreach (var implemented in type.GetInterfaceImplementations())
        {
            names.Add(metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (var field in type.GetFields())
        {
            metadata.GetFieldDefinition(field).DecodeSignature(names, null);
        }

        foreach (var attribute in type.GetCustomAttributes())
        {
            names.Add(metadata.GetCustomAttribute(attribute).Constructor);
        }

        foreach (var handle in type.GetMethods())
        {
            var method = metadata.GetMethodDefinition(handle);
            method.DecodeSignature(names, null);
            if (method.RelativeVirtualAddress == 0)
            {
                continue;
            }

            var body = file.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil)
            {
                metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(names, null);
            }

            foreach (var token in Tokens(body.GetILReader()))
            {
                names.Add(token);
            }
        }
    }

    private static List<EntityHandle> Tokens(BlobReader il)
    {
        var tokens = new List<EntityHandle>();
        while (il.RemainingBytes > 0)
        {
            ushort value = il.ReadByte();
            value = value == 0xFE ? (ushort)(0xFE00 | il.ReadByte()) : value;
            switch (OpCodes[value].OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    tokens.Add(MetadataTokens.EntityHandle(il.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    // Read first: the count moves the offset too.
                    var targets = il.ReadInt32();
                    il.Offset += 4 * targets;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    il.Offset += 8;
                    break;
                case OperandType.InlineBrTarget or OperandType.InlineI or OperandType.InlineSig or OperandType.InlineString or OperandType.ShortInlineR:
                    il.Offset += 4;
                    break;
                case OperandType.InlineVar:
                    il.Offset += 2;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    il.Offset += 1;
                    break;
                default:
                    break;
            }
        }

        return tokens;
    }
}
